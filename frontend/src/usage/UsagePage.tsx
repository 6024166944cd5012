import { Button, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { asProblem } from "../api/problem";
import type { UsageRow } from "../api/types";
import { Callout } from "../app/Callout";
import { Card } from "../app/Card";
import { LoadingRows } from "../app/LoadingRows";
import { FailureNotice } from "../app/Notice";
import { Page } from "../app/Page";
import { type Column, Table } from "../app/Table";
import { formatCount, formatDecimal } from "../format/numbers";
import { formatMoment } from "../format/time";
import { strings } from "../strings";
import type { UsageFilter } from "./filter";
import { usageQuery, useUsageDownload } from "./queries";
import { UsageBar, UsageLegend } from "./UsageBar";
import { UsageFilters } from "./UsageFilters";

const text = strings.usage;

/** How long teams held devices, and what for. */
export function UsagePage() {
  const filter = useSearch({ from: "/signed-in/usage" });
  const { data: report, error, isPending, refetch } = useQuery(usageQuery(filter));
  const download = useUsageDownload(filter);
  return (
    <Page
      title={text.title}
      actions={
        <Button
          variant="default"
          loading={download.isPending}
          disabled={!report || report.rows.length === 0}
          onClick={() => download.mutate()}
        >
          {text.download}
        </Button>
      }
    >
      <Stack gap="md">
        <UsageFilters />
        {download.error && (
          <Callout tone="bad" role="alert">
            {asProblem(download.error).message}
          </Callout>
        )}
        <Card
          title={text.hours}
          lead={report && text.period(formatMoment(report.from), formatMoment(report.to))}
        >
          {error && !report && <FailureNotice error={error} onRetry={refetch} />}
          {!report && isPending && <LoadingRows />}
          {report?.rows.length === 0 && (
            <Text size="sm" c="dimmed">
              {text.none}
            </Text>
          )}
          {report && report.rows.length > 0 && (
            <>
              <Table
                label={text.hours}
                columns={columns(filter)}
                items={report.rows}
                keyOf={(row) => [row.team, row.user, row.label, row.period].join("\n")}
              />
              <UsageLegend />
            </>
          )}
        </Card>
      </Stack>
    </Page>
  );
}

function columns({ by, label }: UsageFilter): Column<UsageRow>[] {
  const hours = (title: string, of: (row: UsageRow) => number): Column<UsageRow> => ({
    title,
    number: true,
    cell: (row) => formatDecimal(of(row)),
  });
  const all: Column<UsageRow>[] = [{ title: text.columns.team, cell: ({ team }) => team }];
  if (by === "user") all.push({ title: text.columns.user, cell: ({ user }) => user });
  if (by === "month") all.push({ title: text.columns.month, cell: ({ period }) => period });
  if (by === "label" && label) {
    all.push({ title: label, cell: (row) => row.label ?? strings.none });
  }
  all.push(
    { title: text.columns.parts, cell: (row) => <UsageBar row={row} /> },
    hours(text.columns.all, (row) => row.deviceHours),
    hours(text.columns.useful, (row) => row.usefulDeviceHours),
    hours(text.columns.redone, (row) => row.redoneDeviceHours),
    hours(text.columns.probe, (row) => row.probeDeviceHours),
    hours(text.columns.idle, (row) => row.idleDeviceHours),
    { title: text.columns.attempts, number: true, cell: ({ attempts }) => formatCount(attempts) },
  );
  return all;
}
