import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import { jobQuery } from "../jobs/queries";

export const eventsQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id, "events"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/jobs/{id}/events", { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export function useCancelJob(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/jobs/{id}/cancel", { params: { path: { id } } })),
    onSuccess: (job) => queries.setQueryData(jobQuery(id).queryKey, job),
  });
}
