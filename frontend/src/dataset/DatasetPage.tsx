import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Dataset, DatasetColumn } from "../api/types";
import { BackLink } from "../app/BackLink";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { ButtonLink } from "../app/links";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { type Column, Table } from "../app/Table";
import { formatCount, formatLoss } from "../format/numbers";
import { sessionQuery } from "../session/queries";
import { maySubmit, submittingTeams } from "../session/rights";
import { strings } from "../strings";
import { DeleteDataset } from "./DeleteDataset";
import { columnsQuery, datasetQuery, previewQuery } from "./queries";
import { Samples } from "./Samples";

const text = strings.datasets;

/** What is in a data set, and the way to a job on it. */
export function DatasetPage() {
  const { name } = useParams({ from: "/signed-in/datasets/$name" });
  const { data: session } = useQuery(sessionQuery);
  const teams = session?.teams.map((each) => each.name) ?? [];
  const { data: found, error, refetch } = useQuery(datasetQuery(name, teams));
  const owner = found?.dataset.team;
  return (
    <Page
      title={name}
      above={<BackLink to="/datasets">{text.title}</BackLink>}
      actions={
        found && (
          <Group gap="xs">
            {owner && maySubmit(session, owner) && <DeleteDataset team={owner} name={name} />}
            {submittingTeams(session).length > 0 && (
              <ButtonLink to="/jobs/new" search={{ dataset: name }}>
                {text.train}
              </ButtonLink>
            )}
          </Group>
        )
      }
    >
      {error && !found && <FailureNotice error={error} onRetry={refetch} />}
      {found === undefined && !error && <LoadingRows />}
      {found === null && <Notice title={text.missingTitle}>{text.missing}</Notice>}
      {found && <Content team={found.team} dataset={found.dataset} />}
    </Page>
  );
}

function Content({ team, dataset }: { team: string; dataset: Dataset }) {
  const names = dataset.splits.map((each) => each.name);
  const [split, setSplit] = useState(names.find((each) => each === "train") ?? names[0] ?? "train");
  const columns = useQuery(columnsQuery(team, dataset.name, split));
  const preview = useQuery(previewQuery(team, dataset.name, split));
  const samples = dataset.splits.find((each) => each.name === split)?.samples ?? 0;
  const error = columns.error ?? preview.error;
  return (
    <Stack gap="md">
      {dataset.description && <Text c="dimmed">{dataset.description}</Text>}
      {names.length > 1 && (
        <SegmentedControl
          aria-label={text.splits}
          data={names}
          value={split}
          onChange={setSplit}
          style={{ alignSelf: "flex-start" }}
        />
      )}
      {error && <FailureNotice error={error} onRetry={() => void preview.refetch()} />}
      {columns.data && columns.data.columns.length > 0 && (
        <Card
          title={text.columnsTitle}
          lead={text.summary(formatCount(samples), formatCount(columns.data.totalColumns))}
        >
          <Table
            label={text.columnsTitle}
            columns={COLUMNS}
            items={columns.data.columns}
            keyOf={(column) => column.name}
          />
        </Card>
      )}
      {preview.data && (
        <Card title={text.samples}>
          <Samples preview={preview.data} />
        </Card>
      )}
    </Stack>
  );
}

const COLUMNS: Column<DatasetColumn>[] = [
  { title: text.column.name, cell: ({ name }) => name },
  { title: text.column.kind, cell: ({ kind }) => text.kinds[kind] },
  { title: text.column.holds, cell: holds },
  {
    title: text.column.missing,
    number: true,
    cell: ({ missing }) => (missing > 0 ? formatCount(missing) : strings.none),
  },
];

function holds({ kind, min, max, mean, different, mostFrequent }: DatasetColumn): string {
  if (kind === "NUMBER" && min != null && max != null)
    return text.range(formatLoss(min), formatLoss(max), formatLoss(mean));
  if (mostFrequent.length === 0) return strings.none;
  const values = mostFrequent.map(({ value }) => value);
  return text.values(values.slice(0, 5).join(", "), (different ?? values.length) > 5);
}
