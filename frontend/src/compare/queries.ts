import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import { type Curve, type ServerAxis, toCurve } from "../curve/curve";
import { toResults } from "./results";

/** A part of what is drawn, in the unit of the axis. */
export interface ComparedPart {
  axis: ServerAxis;
  from: number;
  to: number;
}

/** Few jobs are drawn finely, many coarsely: about so many buckets in all. */
const ALL_BUCKETS = 20_000;
const MOST_BUCKETS = 600;

/** One curve of each job that has it, by the job. */
export const comparedCurvesQuery = (
  ids: readonly string[],
  series: string,
  part: ComparedPart | null,
) =>
  queryOptions({
    queryKey: ["compare", ids, series, part],
    queryFn: async ({ signal }): Promise<Readonly<Record<string, Curve>>> => {
      const range = part && { x: part.axis, from: Math.floor(part.from), to: Math.ceil(part.to) };
      const buckets = Math.min(MOST_BUCKETS, Math.floor(ALL_BUCKETS / ids.length));
      const query = { jobs: [...ids], names: [series], buckets, ...range };
      const views = await unwrap(client.GET("/api/v1/series", { params: { query }, signal }));
      return Object.fromEntries(views.map((view) => [view.jobId, toCurve(view)]));
    },
    enabled: ids.length > 0 && series !== "",
    // Values of another series would stand under this one's name meanwhile.
    placeholderData: (before, query) => (query?.queryKey[2] === series ? before : undefined),
  });

/** Where every curve of a job ended, and its extremes: each in one bucket. */
export const resultsQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id, "results"],
    queryFn: async ({ signal }) =>
      toResults(
        await unwrap(
          client.GET("/api/v1/jobs/{id}/series", {
            params: { path: { id }, query: { buckets: 1 } },
            signal,
          }),
        ),
      ),
  });
