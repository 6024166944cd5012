import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import { asProblem } from "../api/problem";
import type { Model, ModelKind } from "../api/types";
import { type Progress, sendFile } from "../upload/sendFile";

const PAGE = 200;

export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/v1/models", { signal })),
  staleTime: 60_000,
});

/** A model of a team; null where there is none of that name. */
export const modelQuery = (team: string, name: string) =>
  queryOptions({
    queryKey: ["models", team, name],
    queryFn: async ({ signal }): Promise<Model | null> => {
      try {
        const path = { team, name };
        return await unwrap(
          client.GET("/api/v1/models/{team}/{name}", { params: { path }, signal }),
        );
      } catch (error) {
        if (asProblem(error).status === 404) return null;
        throw error;
      }
    },
    staleTime: 60_000,
  });

/** What a model's file holds, in the order of the file, part by part. */
export const tensorsQuery = (team: string, name: string) =>
  infiniteQueryOptions({
    queryKey: ["models", team, name, "tensors"],
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        client.GET("/api/v1/models/{team}/{name}/tensors", {
          params: { path: { team, name }, query: { offset: pageParam, limit: PAGE } },
          signal,
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.reduce((count, { items }) => count + items.length, 0);
      return last.items.length > 0 && shown < last.kept ? shown : undefined;
    },
    // A file does not change under its name.
    staleTime: Number.POSITIVE_INFINITY,
  });

interface Upload {
  team: string;
  name: string;
  kind: ModelKind;
  file: File;
  signal: AbortSignal;
}

/** Sends a file and makes it a model. */
export function useUploadModel(onProgress: (progress: Progress) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ team, name, kind, file, signal }: Upload) => {
      const upload = await sendFile(team, file, onProgress, signal);
      return unwrap(client.POST("/api/v1/models", { body: { team, name, kind, upload }, signal }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: modelsQuery.queryKey }),
  });
}

export function useDeleteModel({ team, name }: Pick<Model, "team" | "name">) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(client.DELETE("/api/v1/models/{team}/{name}", { params: { path: { team, name } } })),
    onSuccess: () => {
      queries.removeQueries({ queryKey: modelQuery(team, name).queryKey });
      return queries.invalidateQueries({ queryKey: modelsQuery.queryKey, exact: true });
    },
  });
}
