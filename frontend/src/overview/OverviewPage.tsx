import { Stack } from "@mantine/core";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Job, Worker } from "../api/types";
import { FailureNotice } from "../app/Notice";
import { Page } from "../app/Page";
import { NoJobs } from "../jobs/EmptyJobs";
import { jobQuery } from "../jobs/queries";
import { LiveStatus } from "../live/LiveStatus";
import { strings } from "../strings";
import { teamsQuery } from "../team/queries";
import { workersQuery } from "../worker/queries";
import { DeviceMap } from "./DeviceMap";
import { Failures } from "./Failures";
import { liveStateOf } from "./liveState";
import classes from "./OverviewPage.module.css";
import { Queue } from "./Queue";
import { jobsInStateQuery } from "./queries";
import { TeamShares } from "./TeamShares";
import { UsageOverTime } from "./UsageOverTime";
import { useLiveJobs } from "./useLiveJobs";

const REFRESH_MILLIS = 5000;
const FAILURES = 5;

/** What the platform does now: who runs where, who shares it, what waits and what failed. */
export function OverviewPage() {
  const queries = useQueryClient();
  const [paused, setPaused] = useState(false);
  const refetchInterval = paused ? (false as const) : REFRESH_MILLIS;
  const workers = useQuery({ ...workersQuery, refetchInterval });
  const teams = useQuery({ ...teamsQuery, refetchInterval });
  const running = useQuery({ ...jobsInStateQuery("RUNNING"), refetchInterval });
  const queued = useQuery({ ...jobsInStateQuery("QUEUED"), refetchInterval });
  const failed = useQuery({ ...jobsInStateQuery("FAILED", FAILURES), refetchInterval });
  const any = useQuery({ ...jobsInStateQuery(undefined, 1), refetchInterval });
  const asked = [workers, teams, running, queued, failed];
  const onMove = useCallback(() => {
    void queries.invalidateQueries({ queryKey: ["jobs", "in-state"] });
    void queries.invalidateQueries({ queryKey: workersQuery.queryKey, exact: true });
  }, [queries]);
  const ids = running.data?.jobs.map(({ id }) => id).sort() ?? [];
  const streams = useLiveJobs(ids, !paused, onMove);
  const teamOf = useTeams(running.data?.jobs, workers.data);
  const unread = asked.find(({ error, data }) => error && !data);
  return (
    <Page
      title={strings.overview.title}
      actions={<LiveStatus state={liveStateOf(paused, asked, streams)} onPause={setPaused} />}
    >
      <Stack gap="md">
        {any.data?.jobs.length === 0 && <NoJobs />}
        {unread ? (
          <FailureNotice
            error={unread.error}
            onRetry={() => {
              for (const each of asked) if (each.isError) void each.refetch();
            }}
          />
        ) : (
          <div className={classes.columns}>
            <Stack gap="md">
              <DeviceMap
                workers={workers.data}
                teams={teams.data?.map(({ team }) => team) ?? []}
                teamOf={teamOf}
              />
              <Queue queued={queued.data} />
            </Stack>
            <Stack gap="md">
              <TeamShares teams={teams.data} workers={workers.data} teamOf={teamOf} />
              <UsageOverTime teams={teams.data} />
              <Failures failed={failed.data?.jobs} />
            </Stack>
          </div>
        )}
      </Stack>
    </Page>
  );
}

/** The team of each job on a device; of those that do not run yet or no more, asked one by one. */
function useTeams(
  running: readonly Job[] = [],
  workers: readonly Worker[] = [],
): ReadonlyMap<string, string> {
  const known = new Map(running.map(({ id, team }) => [id, team]));
  const others = workers
    .flatMap(({ devices }) => devices.flatMap(({ jobIds }) => jobIds))
    .filter((id) => !known.has(id));
  const asked = useQueries({ queries: [...new Set(others)].map((id) => jobQuery(id)) });
  for (const { data } of asked) if (data) known.set(data.id, data.team);
  return known;
}
