import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import { asProblem } from "../api/problem";
import type { Equivalence } from "../api/types";
import { jobQuery } from "../jobs/queries";

export const eventsQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id, "events"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/jobs/{id}/events", { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

const EQUIVALENCE_REFRESH_MILLIS = 5000;

/** The newest comparison of gradients; null when nobody has asked for one. */
export const equivalenceQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id, "equivalence"],
    queryFn: async ({ signal }): Promise<Equivalence | null> => {
      try {
        const params = { path: { id } };
        return await unwrap(client.GET("/api/v1/jobs/{id}/equivalence", { params, signal }));
      } catch (error) {
        if (asProblem(error).status === 404) return null;
        throw error;
      }
    },
    // The stream tells of the result; this is for those who paused it.
    refetchInterval: ({ state }) =>
      state.data?.state === "OPEN" ? EQUIVALENCE_REFRESH_MILLIS : false,
  });

export function useCompareGradients(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(client.POST("/api/v1/jobs/{id}/equivalence", { params: { path: { id } } })),
    onSuccess: (asked) => queries.setQueryData(equivalenceQuery(id).queryKey, asked),
    // A refusal says that the job is no longer as it is shown.
    onError: () => queries.invalidateQueries({ queryKey: jobQuery(id).queryKey, exact: true }),
  });
}

export function useCancelJob(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/jobs/{id}/cancel", { params: { path: { id } } })),
    onSuccess: (job) => queries.setQueryData(jobQuery(id).queryKey, job),
  });
}
