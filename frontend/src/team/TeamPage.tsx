import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { BackLink } from "../app/BackLink";
import { LoadingRows } from "../app/LoadingRows";
import { ButtonLink } from "../app/links";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { ChannelsCard } from "../channel/ChannelsCard";
import { SecretsCard } from "../secret/SecretsCard";
import { sessionQuery } from "../session/queries";
import { mayMaintain, mayMeasure, maySubmit } from "../session/rights";
import { strings } from "../strings";
import { TeamUsageCard } from "../usage/TeamUsageCard";
import { MembersCard } from "./MembersCard";
import { teamsQuery } from "./queries";
import { ShareCard } from "./ShareCard";

const text = strings.teams;

/** A team: what it is entitled to and uses, and who belongs to it. */
export function TeamPage() {
  const { team: name } = useParams({ from: "/signed-in/teams/$team" });
  const { data: teams, error, refetch } = useQuery(teamsQuery);
  const { data: session } = useQuery(sessionQuery);
  const team = teams?.find((each) => each.team === name);
  const maintains = mayMaintain(session, name);
  return (
    <Page
      title={name}
      above={<BackLink to="/teams">{text.title}</BackLink>}
      actions={
        team && (
          <>
            <ButtonLink to="/jobs" search={{ team: name }} variant="default">
              {text.itsJobs}
            </ButtonLink>
            {maintains && (
              <ButtonLink to="/tokens" search={{ team: name }} variant="default">
                {text.serviceTokens}
              </ButtonLink>
            )}
          </>
        )
      }
    >
      <Stack gap="md">
        {error && !teams && <FailureNotice error={error} onRetry={refetch} />}
        {!teams && !error && <LoadingRows count={2} height={160} />}
        {teams && !team && <Notice title={text.lostTitle}>{text.lost}</Notice>}
        {team && (
          <>
            <ShareCard team={team} all={teams ?? []} mayChange={session?.administrator ?? false} />
            {mayMeasure(session, name) && <TeamUsageCard team={name} />}
            <MembersCard team={name} mayChange={maintains} self={session?.name ?? ""} />
            <ChannelsCard team={name} mayChange={maintains} />
            {maySubmit(session, name) && <SecretsCard team={name} mayChange={maintains} />}
          </>
        )}
      </Stack>
    </Page>
  );
}
