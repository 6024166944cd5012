import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { Retention, RetentionPolicy } from "../api/types";

/** Children may be submitted at any time, and by others. */
export const lineageQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id, "lineage"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/jobs/{id}/lineage", { params: { path: { id } }, signal })),
  });

export const checkpointsQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id, "checkpoints"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/jobs/{id}/checkpoints", { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What a checkpoint says of itself: it never changes. */
export const manifestQuery = (id: string, checkpointId: string) =>
  queryOptions({
    queryKey: ["jobs", id, "checkpoints", checkpointId],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/jobs/{id}/checkpoints/{checkpointId}", {
          params: { path: { id, checkpointId } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const retentionQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id, "retention"],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/v1/jobs/{id}/retention", { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What the checkpoints of a team take, those of all its jobs. */
export const quotaQuery = (team: string) =>
  queryOptions({
    queryKey: ["teams", team, "checkpoint-quota"],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/teams/{team}/checkpoint-quota", { params: { path: { team } }, signal }),
      ),
  });

/** What a person does with a checkpoint. */
export type CheckpointChange = { to: "pin"; note: string } | { to: "unpin" } | { to: "remove" };

export function useChangeCheckpoint(id: string, checkpointId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: CheckpointChange) => {
      const params = { path: { id, checkpointId } };
      const pin = "/api/v1/jobs/{id}/checkpoints/{checkpointId}/pin";
      switch (change.to) {
        case "pin":
          return unwrap(client.PUT(pin, { params, body: { note: change.note } }));
        case "unpin":
          return unwrap(client.DELETE(pin, { params }));
        case "remove":
          return unwrap(client.DELETE("/api/v1/jobs/{id}/checkpoints/{checkpointId}", { params }));
      }
    },
    // A refusal also says that what is shown may be old.
    onSettled: () => queries.invalidateQueries({ queryKey: checkpointsQuery(id).queryKey }),
  });
}

export function useChangeRetention(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (policy: RetentionPolicy): Promise<Retention> =>
      unwrap(client.PUT("/api/v1/jobs/{id}/retention", { params: { path: { id } }, body: policy })),
    onSuccess: (retention) => {
      queries.setQueryData(retentionQuery(id).queryKey, retention);
      return queries.invalidateQueries({ queryKey: checkpointsQuery(id).queryKey });
    },
  });
}
