import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Job } from "../api/types";
import { withNewest } from "./merge";
import { type JobFilter, jobListQuery, newestJobsQuery } from "./queries";

export const REFRESH_MILLIS = 3000;

interface JobList {
  /** Undefined until the first page is there. */
  jobs: readonly Job[] | undefined;
  error: unknown;
  pending: boolean;
  hasMore: boolean;
  loadMore: () => void;
  retry: () => void;
}

/** Jobs as far down as somebody has scrolled; the newest are asked for again and again. */
export function useJobList(filter: JobFilter, paused: boolean): JobList {
  const queries = useQueryClient();
  const pages = useInfiniteQuery({
    ...jobListQuery(filter),
    placeholderData: (before) => before,
  });
  const newest = useQuery({
    ...newestJobsQuery(filter),
    refetchInterval: paused ? false : REFRESH_MILLIS,
  });
  const merged = useMemo(() => {
    const read = pages.data?.pages.flatMap((page) => page.items);
    // Jobs of the choice before stand there until those of this one are read.
    if (pages.isPlaceholderData || !newest.data) return read;
    return read && withNewest(read, newest.data);
  }, [pages.data, pages.isPlaceholderData, newest.data]);
  const lost = merged === null;
  const { queryKey } = jobListQuery(filter);
  const key = JSON.stringify(queryKey);
  useEffect(() => {
    if (lost) void queries.resetQueries({ queryKey: JSON.parse(key), exact: true });
  }, [lost, queries, key]);
  return {
    jobs: merged ?? newest.data?.items,
    error: pages.error ?? newest.error,
    pending: pages.isPending,
    hasMore: pages.hasNextPage,
    loadMore: () => {
      if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage();
    },
    retry: () => {
      void pages.refetch();
      void newest.refetch();
    },
  };
}
