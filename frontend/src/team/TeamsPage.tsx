import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Team } from "../api/types";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { Anchor } from "../app/links";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { type Column, Table } from "../app/Table";
import { formatCount, formatDecimal } from "../format/numbers";
import { sessionQuery } from "../session/queries";
import { roleIn } from "../session/rights";
import { strings } from "../strings";
import { CreateTeam } from "./CreateTeam";
import { teamsQuery } from "./queries";
import { ShareBar } from "./ShareBar";
import { shareOfUse } from "./share";

const text = strings.teams;

/** The teams that a person may see, and how the devices are shared between them. */
export function TeamsPage() {
  const { data: teams, error, refetch } = useQuery(teamsQuery);
  const { data: session } = useQuery(sessionQuery);
  const columns: Column<Team>[] = [
    {
      title: text.columns.team,
      cell: ({ team }) => (
        <Anchor to="/teams/$team" params={{ team }} fw={550}>
          {team}
        </Anchor>
      ),
    },
    {
      title: text.columns.yourRole,
      cell: ({ team }) => {
        const role = roleIn(session, team);
        return role ? strings.roles[role] : strings.none;
      },
    },
    { title: text.columns.weight, number: true, cell: ({ weight }) => formatDecimal(weight) },
    {
      title: text.columns.devices,
      number: true,
      cell: ({ guaranteedDevices, deviceLimit }) =>
        text.devices(
          formatCount(guaranteedDevices),
          deviceLimit == null ? null : formatCount(deviceLimit),
        ),
    },
    {
      title: text.columns.use,
      cell: (team) => <ShareBar share={shareOfUse(team, teams ?? [])} />,
    },
    {
      title: text.columns.queue,
      cell: ({ queuePausedAt }) => (queuePausedAt ? text.paused : text.open),
    },
  ];
  return (
    <Page title={text.title} actions={session?.administrator && <CreateTeam />}>
      <Stack gap="md">
        {error && !teams && <FailureNotice error={error} onRetry={refetch} />}
        {!teams && !error && <LoadingRows />}
        {teams?.length === 0 && <Notice title={text.emptyTitle}>{text.empty}</Notice>}
        {teams && teams.length > 0 && (
          <Card title={text.sharesTitle} lead={text.sharesLead}>
            <Table
              label={text.sharesTitle}
              columns={columns}
              items={teams}
              keyOf={({ team }) => team}
            />
          </Card>
        )}
      </Stack>
    </Page>
  );
}
