import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Model } from "../api/types";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { Anchor } from "../app/links";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { type Column, Table } from "../app/Table";
import { formatBytes, formatCount } from "../format/numbers";
import { formatMoment } from "../format/time";
import { sessionQuery } from "../session/queries";
import { submittingTeams } from "../session/rights";
import { strings } from "../strings";
import classes from "./ModelPage.module.css";
import { modelsQuery } from "./queries";
import { UploadModel } from "./UploadModel";

const text = strings.models;

const COLUMNS: Column<Model>[] = [
  {
    title: text.columns.name,
    cell: ({ team, name }) => (
      <Anchor to="/models/$team/$name" params={{ team, name }} fw={550} className={classes.name}>
        {name}
      </Anchor>
    ),
  },
  { title: text.columns.team, cell: ({ team }) => team },
  { title: text.columns.kind, cell: ({ kind }) => text.kinds[kind] },
  {
    title: text.columns.parameters,
    number: true,
    cell: ({ parameters }) => (parameters == null ? strings.none : formatCount(parameters)),
  },
  { title: text.columns.size, number: true, cell: ({ sizeBytes }) => formatBytes(sizeBytes) },
  { title: text.columns.created, cell: ({ createdAt }) => formatMoment(createdAt) },
];

/** The models that teams have uploaded, and the way to add to them. */
export function ModelsPage() {
  const { data: models, error, refetch } = useQuery(modelsQuery);
  const { data: session } = useQuery(sessionQuery);
  const teams = submittingTeams(session);
  return (
    <Page title={text.title}>
      <Stack gap="md">
        {teams.length > 0 && <UploadModel teams={teams} />}
        {error && !models && <FailureNotice error={error} onRetry={refetch} />}
        {!models && !error && <LoadingRows />}
        {models?.length === 0 && (
          <Notice title={text.emptyTitle}>
            {teams.length > 0 ? text.empty : text.emptyForViewers}
          </Notice>
        )}
        {models && models.length > 0 && (
          <Card title={text.listTitle}>
            <Table
              label={text.listTitle}
              columns={COLUMNS}
              items={models}
              keyOf={({ team, name }) => `${team} ${name}`}
            />
          </Card>
        )}
      </Stack>
    </Page>
  );
}
