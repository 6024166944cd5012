import { Select, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Session } from "../api/types";
import { Page } from "../app/Page";
import { sessionQuery } from "../session/queries";
import { strings } from "../strings";
import { teamsQuery } from "../team/queries";
import { CreateServiceToken } from "./CreateServiceToken";
import { CreateToken } from "./CreateToken";
import { TokenList } from "./TokenList";

const text = strings.tokens;

/** With what programs act: as the person who looks at it, and as services of a team. */
export function TokensPage() {
  const { data: session } = useQuery(sessionQuery);
  return (
    <Page title={text.title}>
      <Stack gap="md">
        {session && (
          <>
            <TokenList
              owner={null}
              title={text.yours}
              lead={text.yoursLead}
              actions={<CreateToken session={session} />}
            />
            <ServiceTokens session={session} />
          </>
        )}
      </Stack>
    </Page>
  );
}

/** Those of the services of one team at a time, for those who look after it. */
function ServiceTokens({ session }: { session: Session }) {
  const { team } = useSearch({ from: "/signed-in/tokens" });
  const navigate = useNavigate({ from: "/tokens" });
  const all = useQuery({ ...teamsQuery, enabled: session.administrator });
  const maintained = session.administrator
    ? (all.data?.map((each) => each.team) ?? [])
    : session.teams.flatMap(({ name, role }) => (role === "MAINTAINER" ? [name] : []));
  const chosen = team !== undefined && maintained.includes(team) ? team : maintained[0];
  if (chosen === undefined) return null;
  return (
    <TokenList
      key={chosen}
      owner={{ team: chosen }}
      title={text.services(chosen)}
      lead={text.servicesLead}
      actions={
        <>
          {maintained.length > 1 && (
            <Select
              size="xs"
              w="8rem"
              aria-label={text.team}
              data={maintained}
              value={chosen}
              searchable
              allowDeselect={false}
              onChange={(next) => next && navigate({ search: { team: next }, replace: true })}
            />
          )}
          <CreateServiceToken team={chosen} />
        </>
      }
    />
  );
}
