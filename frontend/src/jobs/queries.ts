import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { JobState } from "../api/types";
import type { Newest } from "./merge";

export interface JobFilter {
  state?: JobState | undefined;
  team?: string | undefined;
  /** Words that a job has in its name, a label, its user's name or at the start of its id. */
  q?: string | undefined;
}

/** The longest text that the server searches for. */
export const LONGEST_SEARCH = 100;

/** The most that the server gives at once. */
const PAGE_SIZE = 100;

/** Jobs page by page. Each page is read once; what changes of them is asked for otherwise. */
export const jobListQuery = (filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: ["jobs", "list", filter],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET("/api/v1/jobs", {
          params: { query: { ...filter, cursor: pageParam ?? undefined, limit: PAGE_SIZE } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor ?? null,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: false,
    // Would compare every job of every page each time that one is added.
    structuralSharing: false,
  });

export const newestJobsQuery = (filter: JobFilter) =>
  queryOptions({
    queryKey: ["jobs", "newest", filter],
    queryFn: async ({ signal }): Promise<Newest> => {
      const query = { ...filter, limit: PAGE_SIZE };
      const page = await unwrap(client.GET("/api/v1/jobs", { params: { query }, signal }));
      return { items: page.items, more: page.nextCursor != null };
    },
  });

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/jobs/{id}", { params: { path: { id } }, signal })),
  });
