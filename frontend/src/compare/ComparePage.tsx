import { Button, Skeleton, Stack } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Callout } from "../app/Callout";
import { ButtonLink } from "../app/links";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { strings } from "../strings";
import { CompareChart } from "./CompareChart";
import { CompareTable } from "./CompareTable";
import { type Choice, idsOf } from "./choice";
import { differences } from "./differences";
import { FieldsCard } from "./FieldsCard";
import { groupsOf, looksOf } from "./groups";
import { type Compared, useCompared } from "./useCompared";

const text = strings.compare;
const SHOWN_FIRST = ["train/loss", "validation/loss"];

/** Any set of jobs beside each other: one curve of each, and how their specs and results differ. */
export function ComparePage() {
  const choice = useSearch({ from: "/signed-in/compare" });
  const navigate = useNavigate({ from: "/compare" });
  const ids = idsOf(choice);
  const jobs = useCompared(ids);
  const change = (next: Partial<Choice>) =>
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  const leaveOut = (gone: readonly string[]) =>
    change({ jobs: ids.filter((id) => !gone.includes(id)).join() || undefined });
  return (
    <Page
      title={text.title}
      documentTitle={ids.length > 0 ? text.documentTitle(ids.length) : undefined}
      actions={
        ids.length > 0 && (
          <ButtonLink to="/jobs" search={{ selected: ids.join() }} variant="default">
            {text.addJobs}
          </ButtonLink>
        )
      }
    >
      <Stack gap="md">
        {jobs.lost.length > 0 && (
          <Callout tone="caution" role="status">
            {text.lost(jobs.lost.length)}{" "}
            <Button size="compact-xs" variant="default" onClick={() => leaveOut(jobs.lost)}>
              {text.leaveOut}
            </Button>
          </Callout>
        )}
        {ids.length === 0 ? (
          <NoneChosen />
        ) : jobs.error ? (
          <FailureNotice error={jobs.error} onRetry={jobs.retry} />
        ) : jobs.pending && jobs.compared.every(({ results }) => isEmpty(results)) ? (
          <Loading />
        ) : (
          jobs.compared.length > 0 && (
            <Comparison
              compared={jobs.compared}
              refresh={jobs.refresh}
              choice={choice}
              onChange={change}
              onLeaveOut={leaveOut}
            />
          )
        )}
      </Stack>
    </Page>
  );
}

interface ComparisonProps {
  compared: readonly Compared[];
  refresh: number | false;
  choice: Choice;
  onChange: (next: Partial<Choice>) => void;
  onLeaveOut: (ids: readonly string[]) => void;
}

function Comparison({ compared, refresh, choice, onChange, onLeaveOut }: ComparisonProps) {
  const [emphasized, setEmphasized] = useState<number | null>(null);
  const names = [...new Set(compared.flatMap(({ results }) => Object.keys(results)))].sort();
  const usual = SHOWN_FIRST.find((name) => names.includes(name)) ?? names[0] ?? "";
  const series = choice.series ?? usual;
  const fields = useMemo(() => differences(compared.map(({ job }) => job.spec)), [compared]);
  const grouping = fields.find(({ path }) => path === choice.group);
  const looks = useMemo(
    () => looksOf(compared.length, grouping ? groupsOf(grouping.values) : null),
    [compared.length, grouping],
  );
  return (
    <>
      <CompareChart
        compared={compared}
        fields={fields}
        looks={looks}
        series={series}
        names={names}
        refresh={refresh}
        choice={choice}
        emphasized={emphasized}
        onChange={onChange}
      />
      <FieldsCard
        compared={compared}
        fields={fields}
        series={series}
        looks={looks}
        choice={choice}
        emphasized={emphasized}
        onEmphasize={setEmphasized}
        onChange={onChange}
      />
      <CompareTable
        compared={compared}
        fields={fields}
        looks={looks}
        series={series}
        onEmphasize={setEmphasized}
        onLeaveOut={(id) => onLeaveOut([id])}
      />
    </>
  );
}

function NoneChosen() {
  return (
    <Notice title={text.emptyTitle} actions={<ButtonLink to="/jobs">{text.toJobs}</ButtonLink>}>
      {text.empty}
    </Notice>
  );
}

function Loading() {
  return (
    <Stack role="status" aria-label={strings.loading}>
      <Skeleton height={440} radius="md" />
      <Skeleton height={180} radius="md" />
    </Stack>
  );
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
