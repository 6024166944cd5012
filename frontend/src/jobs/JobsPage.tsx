import { Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { FailureNotice } from "../app/Notice";
import { Page } from "../app/Page";
import { idsOf } from "../compare/choice";
import type { LiveState } from "../live/connection";
import { LiveStatus } from "../live/LiveStatus";
import { mayWrite, sessionQuery } from "../session/queries";
import { strings } from "../strings";
import { BulkToast } from "./BulkToast";
import { NoJobs, NothingFound } from "./EmptyJobs";
import { JobFilters } from "./JobFilters";
import { JobList } from "./JobList";
import classes from "./JobList.module.css";
import type { JobFilter } from "./queries";
import { SavedViews } from "./SavedViews";
import { SelectionBar } from "./SelectionBar";
import bar from "./SelectionBar.module.css";
import { useBulkActions } from "./useBulkActions";
import { useJobList } from "./useJobList";

const text = strings.jobs;

/** Every job of the caller's teams; asks again every few seconds unless paused. */
export function JobsPage() {
  const { selected, ...filter } = useSearch({ from: "/signed-in/jobs" });
  const navigate = useNavigate({ from: "/jobs" });
  const session = useQuery(sessionQuery);
  const [paused, setPaused] = useState(false);
  const list = useJobList(filter, paused);
  const { jobs } = list;
  const filtered = Object.values(filter).some((each) => each !== undefined);
  const change = (next: JobFilter) => navigate({ search: { selected, ...next }, replace: true });
  const chosen = idsOf({ jobs: selected });
  const select = useCallback(
    (ids: readonly string[]) =>
      void navigate({
        search: (before) => ({ ...before, selected: ids.join() || undefined }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const bulk = useBulkActions(() => select([]));
  const changeable = (jobs ?? []).filter(
    ({ id, team }) => chosen.includes(id) && mayWrite(session.data, team),
  );

  return (
    <Page
      title={text.title}
      actions={
        <>
          <SavedViews filter={filter} onChoose={change} />
          <LiveStatus state={liveState(paused, list)} onPause={setPaused} />
        </>
      }
    >
      <Stack gap="md">
        {(filtered || (jobs && jobs.length > 0)) && (
          <JobFilters
            filter={filter}
            teams={session.data?.teams.map((team) => team.name) ?? []}
            onChange={change}
          />
        )}
        {list.error != null && !jobs && <FailureNotice error={list.error} onRetry={list.retry} />}
        {!jobs && list.pending && <LoadingList />}
        {jobs?.length === 0 &&
          (filtered ? <NothingFound onClear={() => change({})} /> : <NoJobs />)}
        {jobs && jobs.length > 0 && (
          <>
            <JobList
              key={JSON.stringify(filter)}
              jobs={jobs}
              more={list.hasMore}
              paused={paused}
              selected={chosen}
              onSelect={select}
              onNearEnd={list.loadMore}
            />
            <Text size="xs" c="dimmed" className={classes.hint}>
              {text.keys}
            </Text>
          </>
        )}
        <div className={bar.dock}>
          {bulk.outcome && <BulkToast {...bulk} outcome={bulk.outcome} />}
          {chosen.length > 0 && (
            <SelectionBar
              selected={chosen}
              changeable={changeable}
              pending={bulk.pending}
              onAction={bulk.carryOut}
              onClear={() => select([])}
            />
          )}
        </div>
      </Stack>
    </Page>
  );
}

function liveState(paused: boolean, list: { error: unknown; pending: boolean }): LiveState {
  if (paused) return "paused";
  if (list.error != null) return "reconnecting";
  return list.pending ? "connecting" : "live";
}

function LoadingList() {
  return (
    <Stack gap="xs" role="status" aria-label={strings.loading}>
      {["a", "b", "c", "d", "e"].map((row) => (
        <Skeleton key={row} height={52} radius="md" />
      ))}
    </Stack>
  );
}
