import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { Series } from "../api/types";
import { type Curves, mergeSeries } from "./curve";

export const CURVES = {
  trainLoss: "train/loss",
  validationLoss: "validation/loss",
  validationAccuracy: "validation/accuracy",
  samplesPerSecond: "train/samples_per_second",
} as const;

/** Batches of points that arrived live while their job's curves were being read. */
const arrivals = new Map<string, Set<Series[][]>>();

/** A job's curves: read as a whole, then extended by what arrives live. */
export const curvesQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["jobs", jobId, "curves"],
    queryFn: ({ signal }) =>
      withArrivals(jobId, () =>
        unwrap(
          client.GET("/api/v1/jobs/{id}/series", {
            params: { path: { id: jobId }, query: { names: Object.values(CURVES) } },
            signal,
          }),
        ),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Takes points that arrived live. */
export function takePoints(queries: QueryClient, jobId: string, points: Series[]): void {
  for (const batches of arrivals.get(jobId) ?? []) batches.push(points);
  queries.setQueryData<Curves>(curvesQuery(jobId).queryKey, (curves) =>
    mergeSeries(curves ?? {}, points),
  );
}

/** What was read may be older than what arrived meanwhile, so that is laid over it. */
async function withArrivals(jobId: string, read: () => Promise<Series[]>): Promise<Curves> {
  const batches: Series[][] = [];
  const all = arrivals.get(jobId) ?? new Set();
  arrivals.set(jobId, all.add(batches));
  try {
    const series = await read();
    return [series, ...batches].reduce<Curves>(mergeSeries, {});
  } finally {
    all.delete(batches);
    if (all.size === 0) arrivals.delete(jobId);
  }
}
