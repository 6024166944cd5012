import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { LogLevel, LogPage } from "../api/types";

const LINES_OF_A_PAGE = 300;

/** Which log, and which of its lines. */
export interface LogChoice {
  jobId: string;
  attempt: number;
  level: LogLevel;
}

export interface Search {
  q: string;
  regex: boolean;
  caseSensitive: boolean;
  /** The line to begin with. */
  from: number;
}

/** A page of lines: from one on, before one, or the newest. */
export function fetchLines(
  { jobId, attempt, level }: LogChoice,
  place: { from?: number; before?: number },
  signal?: AbortSignal,
): Promise<LogPage> {
  return unwrap(
    client.GET("/api/v1/jobs/{id}/logs", {
      params: {
        path: { id: jobId },
        query: { attempt, level, limit: LINES_OF_A_PAGE, ...place },
      },
      signal,
    }),
  );
}

export const searchQuery = ({ jobId, attempt, level }: LogChoice, search: Search) =>
  queryOptions({
    queryKey: ["jobs", jobId, "logs", "search", attempt, level, search],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET("/api/v1/jobs/{id}/logs/search", {
          params: { path: { id: jobId }, query: { attempt, level, ...search } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const liveAddress = ({ jobId, attempt, level }: LogChoice, after: number): string =>
  `/api/v1/jobs/${encodeURIComponent(jobId)}/logs/live?attempt=${attempt}&level=${level}&after=${after}`;

export const downloadAddress = (jobId: string, attempt: number): string =>
  `/api/v1/jobs/${encodeURIComponent(jobId)}/logs/download?attempt=${attempt}`;
