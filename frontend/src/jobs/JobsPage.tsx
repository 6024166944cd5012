import { Button, Center, Skeleton, Stack } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { FailureNotice } from "../app/Notice";
import { Page } from "../app/Page";
import { idsOf } from "../compare/choice";
import type { LiveState } from "../live/connection";
import { LiveStatus } from "../live/LiveStatus";
import { sessionQuery } from "../session/queries";
import { strings } from "../strings";
import { NoJobs, NothingFound } from "./EmptyJobs";
import { JobFilters } from "./JobFilters";
import { JobList } from "./JobList";
import { type JobFilter, jobListQuery } from "./queries";
import { SelectionBar } from "./SelectionBar";

const text = strings.jobs;
const REFRESH_MILLIS = 3000;

/** Every job of the caller's teams; asks again every few seconds unless paused. */
export function JobsPage() {
  const { selected, ...filter } = useSearch({ from: "/signed-in/jobs" });
  const navigate = useNavigate({ from: "/jobs" });
  const session = useQuery(sessionQuery);
  const [paused, setPaused] = useState(false);
  const jobs = useInfiniteQuery({
    ...jobListQuery(filter),
    refetchInterval: paused ? false : REFRESH_MILLIS,
    placeholderData: (before) => before,
  });
  const items = jobs.data?.pages.flatMap((page) => page.items);
  const filtered = filter.state !== undefined || filter.team !== undefined;
  const change = (next: JobFilter) => navigate({ search: { selected, ...next }, replace: true });
  const chosen = idsOf({ jobs: selected });
  const select = (ids: readonly string[]) =>
    navigate({ search: { ...filter, selected: ids.join() || undefined }, replace: true });

  return (
    <Page
      title={text.title}
      actions={<LiveStatus state={liveState(paused, jobs)} onPause={setPaused} />}
    >
      <Stack gap="md">
        {(filtered || (items && items.length > 0)) && (
          <JobFilters
            filter={filter}
            teams={session.data?.teams.map((team) => team.name) ?? []}
            onChange={change}
          />
        )}
        {jobs.isError && !items && <FailureNotice error={jobs.error} onRetry={jobs.refetch} />}
        {!items && jobs.isPending && <LoadingList />}
        {items?.length === 0 &&
          (filtered ? <NothingFound onClear={() => change({})} /> : <NoJobs />)}
        {items && items.length > 0 && <JobList jobs={items} selected={chosen} onSelect={select} />}
        {jobs.hasNextPage && (
          <Center>
            <Button
              variant="default"
              loading={jobs.isFetchingNextPage}
              onClick={() => jobs.fetchNextPage()}
            >
              {text.more}
            </Button>
          </Center>
        )}
        {chosen.length > 0 && <SelectionBar selected={chosen} onClear={() => select([])} />}
      </Stack>
    </Page>
  );
}

function liveState(paused: boolean, jobs: { isError: boolean; isPending: boolean }): LiveState {
  if (paused) return "paused";
  if (jobs.isError) return "reconnecting";
  return jobs.isPending ? "connecting" : "live";
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
