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

export const checkpointsQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id, "checkpoints"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/jobs/{id}/checkpoints", { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const workersQuery = queryOptions({
  queryKey: ["workers"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/v1/workers", { signal })),
});

export function useCancelJob(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(client.POST("/api/v1/jobs/{id}/cancel", { params: { path: { id } } })),
    onSuccess: (job) => queries.setQueryData(jobQuery(id).queryKey, job),
  });
}

export type CheckpointChange = "pin" | "unpin" | "remove";

export function useChangeCheckpoint(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ checkpointId, change }: { checkpointId: string; change: CheckpointChange }) => {
      const params = { path: { id, checkpointId } };
      switch (change) {
        case "pin":
          return unwrap(
            client.PUT("/api/v1/jobs/{id}/checkpoints/{checkpointId}/pin", { params, body: {} }),
          );
        case "unpin":
          return unwrap(
            client.DELETE("/api/v1/jobs/{id}/checkpoints/{checkpointId}/pin", { params }),
          );
        case "remove":
          return unwrap(client.DELETE("/api/v1/jobs/{id}/checkpoints/{checkpointId}", { params }));
      }
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: checkpointsQuery(id).queryKey }),
  });
}
