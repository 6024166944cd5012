import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Dataset } from "../api/types";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { Anchor } from "../app/links";
import { FailureNotice } from "../app/Notice";
import { Page } from "../app/Page";
import { type Column, Table } from "../app/Table";
import { formatCount } from "../format/numbers";
import { sessionQuery } from "../session/queries";
import { submittingTeams } from "../session/rights";
import { strings } from "../strings";
import classes from "./DatasetPage.module.css";
import { datasetsQuery } from "./queries";
import { UploadDataset } from "./UploadDataset";

const text = strings.datasets;

const COLUMNS: Column<Dataset>[] = [
  {
    title: text.columns.name,
    cell: ({ name }) => (
      <Anchor to="/datasets/$name" params={{ name }} fw={550} className={classes.name}>
        {name}
      </Anchor>
    ),
  },
  { title: text.columns.team, cell: ({ team }) => team ?? text.everybodys },
  { title: text.columns.format, cell: ({ format }) => text.formats[format] ?? format },
  {
    title: text.columns.samples,
    cell: ({ splits }) =>
      splits.map((each) => text.split(each.name, formatCount(each.samples))).join(", "),
  },
  { title: text.columns.description, cell: ({ description }) => description || strings.none },
];

/** What can be trained on, and the way to add to it. */
export function DatasetsPage() {
  const { data: datasets, error, refetch } = useQuery(datasetsQuery);
  const { data: session } = useQuery(sessionQuery);
  const teams = submittingTeams(session);
  return (
    <Page title={text.title}>
      <Stack gap="md">
        {teams.length > 0 && <UploadDataset teams={teams} />}
        {error && !datasets && <FailureNotice error={error} onRetry={refetch} />}
        {!datasets && !error && <LoadingRows />}
        {datasets && (
          <Card title={text.listTitle} lead={datasets.length === 0 ? text.empty : undefined}>
            <Table
              label={text.listTitle}
              columns={COLUMNS}
              items={datasets}
              keyOf={({ team, name }) => `${team} ${name}`}
            />
          </Card>
        )}
      </Stack>
    </Page>
  );
}
