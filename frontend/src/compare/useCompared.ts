import { useQueries } from "@tanstack/react-query";
import { asProblem } from "../api/problem";
import type { Job } from "../api/types";
import { isEnded } from "../jobs/lifecycle";
import { jobQuery } from "../jobs/queries";
import { resultsQuery } from "./queries";
import type { Result } from "./results";

const REFRESH_MILLIS = 5000;

/** A job among others, with what became of its curves. */
export interface Compared {
  job: Job;
  results: Readonly<Record<string, Result>>;
}

interface ComparedJobs {
  /** In the order of the identifiers; without those that are lost. */
  compared: readonly Compared[];
  /** Identifiers of jobs that the person cannot see. */
  lost: readonly string[];
  pending: boolean;
  error: unknown;
  retry: () => void;
  /** How often what may still grow is asked for again. */
  refresh: number | false;
}

/** Reads jobs and their results, again every few seconds while one of them is not over. */
export function useCompared(ids: readonly string[]): ComparedJobs {
  const jobs = useQueries({
    queries: ids.map((id) => ({
      ...jobQuery(id),
      refetchInterval: (query: { state: { data?: Job } }) =>
        query.state.data && !isEnded(query.state.data.state) ? REFRESH_MILLIS : (false as const),
    })),
  });
  const refresh = jobs.some(({ data }) => data && !isEnded(data.state)) ? REFRESH_MILLIS : false;
  const results = useQueries({
    queries: ids.map((id, index) => ({
      ...resultsQuery(id),
      enabled: jobs[index]?.data !== undefined,
      refetchInterval: refresh,
    })),
  });
  const lost = ids.filter((_, index) => isLost(jobs[index]?.error));
  const failed = [...jobs, ...results].find(({ data, error }) => error && !data && !isLost(error));
  return {
    compared: ids.flatMap((_, index) => {
      const job = jobs[index]?.data;
      return job ? [{ job, results: results[index]?.data ?? {} }] : [];
    }),
    lost,
    pending: [...jobs, ...results].some(({ isLoading }) => isLoading),
    error: failed?.error ?? null,
    retry: () => {
      for (const query of [...jobs, ...results]) if (query.isError) void query.refetch();
    },
    refresh,
  };
}

function isLost(error: unknown): boolean {
  return error != null && asProblem(error).status === 404;
}
