import { Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { TeamSecret } from "../api/types";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { FailureNotice } from "../app/Notice";
import { type Column, Table } from "../app/Table";
import { Age } from "../format/Age";
import { strings } from "../strings";
import { secretsQuery } from "./queries";
import { RemoveSecret } from "./RemoveSecret";
import { SetSecret } from "./SetSecret";

const text = strings.secrets;

/** What a team's jobs get in their environment, by name: nobody is shown a value again. */
export function SecretsCard({ team, mayChange }: { team: string; mayChange: boolean }) {
  const { data: secrets, error, isPending, refetch } = useQuery(secretsQuery(team));
  const columns: Column<TeamSecret>[] = [
    { title: text.columns.name, cell: ({ name }) => name },
    {
      title: text.columns.changed,
      cell: ({ changedAt, changedBy }) => (
        <span>
          <Age at={changedAt} /> {text.by(changedBy)}
        </span>
      ),
    },
    {
      title: text.columns.lastUsed,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <Age at={lastUsedAt} /> : text.neverUsed),
    },
  ];
  const actions: Column<TeamSecret> = {
    title: text.columns.actions,
    actions: true,
    cell: ({ name }) => (
      <Group gap="xs" justify="flex-end">
        <SetSecret team={team} name={name} />
        <RemoveSecret team={team} name={name} />
      </Group>
    ),
  };
  return (
    <Card title={text.title} lead={text.lead} actions={mayChange && <SetSecret team={team} />}>
      {error && !secrets && <FailureNotice error={error} onRetry={refetch} />}
      {!secrets && isPending && <LoadingRows count={2} />}
      {secrets?.length === 0 && (
        <Text size="sm" c="dimmed">
          {text.none}
        </Text>
      )}
      {secrets && secrets.length > 0 && (
        <Table
          label={text.title}
          columns={mayChange ? [...columns, actions] : columns}
          items={secrets}
          keyOf={({ name }) => name}
        />
      )}
    </Card>
  );
}
