import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import { asProblem } from "../api/problem";
import type { Dataset, NewDataset } from "../api/types";
import { type Progress, sendFile } from "../upload/sendFile";
import type { Part } from "./parts";

export const datasetsQuery = queryOptions({
  queryKey: ["datasets"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/v1/datasets", { signal })),
  staleTime: 60_000,
});

/** A data set that one of the teams may train on, and that team; the first that has it. */
export const datasetQuery = (name: string, teams: readonly string[]) =>
  queryOptions({
    queryKey: ["datasets", name, teams],
    queryFn: async ({ signal }): Promise<{ team: string; dataset: Dataset } | null> => {
      for (const team of teams) {
        try {
          const path = { team, name };
          const asked = client.GET("/api/v1/datasets/{team}/{name}", { params: { path }, signal });
          return { team, dataset: await unwrap(asked) };
        } catch (error) {
          if (asProblem(error).status !== 404) throw error;
        }
      }
      return null;
    },
    staleTime: 60_000,
  });

/** The columns of a split and what they hold. */
export const columnsQuery = (team: string, name: string, split: string) =>
  queryOptions({
    queryKey: ["datasets", name, team, "columns", split],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/datasets/{team}/{name}/statistics", {
          params: { path: { team, name }, query: { split } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });

/** The first samples of a split. */
export const previewQuery = (team: string, name: string, split: string) =>
  queryOptions({
    queryKey: ["datasets", name, team, "preview", split],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/datasets/{team}/{name}/preview", {
          params: { path: { team, name }, query: { split } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });

interface Upload {
  team: string;
  name: string;
  format: string;
  parts: readonly Part[];
  signal: AbortSignal;
}

/** Sends files, one after another, and makes them a data set. */
export function useUploadDataset(onProgress: (progress: Progress) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ team, name, format, parts, signal }: Upload) => {
      const files: NewDataset["files"] = [];
      let before = 0;
      for (const { file, split, role } of parts) {
        const done = before;
        const tell = ({ phase, bytes }: Progress) => onProgress({ phase, bytes: done + bytes });
        files.push({ split, role, upload: await sendFile(team, file, tell, signal) });
        before += file.size;
      }
      return unwrap(
        client.POST("/api/v1/datasets", { body: { team, name, format, files }, signal }),
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: datasetsQuery.queryKey }),
  });
}

export function useDeleteDataset(team: string, name: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      unwrap(client.DELETE("/api/v1/datasets/{team}/{name}", { params: { path: { team, name } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: datasetsQuery.queryKey, exact: true }),
  });
}
