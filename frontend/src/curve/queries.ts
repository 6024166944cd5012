import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { Series } from "../api/types";
import { type Curves, mergeSeries, type ServerAxis, toCurves } from "./curve";

export const CURVES = {
  trainLoss: "train/loss",
  validationLoss: "validation/loss",
  validationAccuracy: "validation/accuracy",
  validationError: "validation/mae",
  samplesPerSecond: "train/samples_per_second",
} as const;

/** About one for each second pixel of a wide chart. */
const BUCKETS = 600;

/** A curve that has grown live to so many buckets is read again in fewer. */
const MANY_BUCKETS = 4 * BUCKETS;

/** A part of the curves, in the unit of the axis. */
export interface Part {
  axis: ServerAxis;
  from: number;
  to: number;
}

/** Batches of points that arrived live while their job's curves were being read. */
const arrivals = new Map<string, Set<Series[][]>>();

/** A job's curves: read as a whole, then extended by what arrives live. */
export const curvesQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["jobs", jobId, "curves"],
    queryFn: ({ signal }) => withArrivals(jobId, () => read(jobId, signal)),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A part of a job's curves, in as many buckets as the whole has: finer. */
export const partQuery = (jobId: string, part: Part | null) =>
  queryOptions({
    queryKey: ["jobs", jobId, "curves", "part", part],
    queryFn: ({ signal }) => read(jobId, signal, part),
    enabled: part !== null,
    placeholderData: keepPreviousData,
  });

async function read(jobId: string, signal: AbortSignal, part?: Part | null): Promise<Curves> {
  const range = part && { x: part.axis, from: Math.floor(part.from), to: Math.ceil(part.to) };
  return toCurves(
    await unwrap(
      client.GET("/api/v1/jobs/{id}/series", {
        params: {
          path: { id: jobId },
          query: { names: Object.values(CURVES), buckets: BUCKETS, ...range },
        },
        signal,
      }),
    ),
  );
}

/** Takes points that arrived live. */
export function takePoints(queries: QueryClient, jobId: string, points: Series[]): void {
  for (const batches of arrivals.get(jobId) ?? []) batches.push(points);
  const { queryKey } = curvesQuery(jobId);
  const curves = queries.setQueryData<Curves>(queryKey, (known) =>
    mergeSeries(known ?? {}, points),
  );
  if (Object.values(curves ?? {}).some(({ buckets }) => buckets.length > MANY_BUCKETS)) {
    void queries.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false });
  }
}

/** What was read may be older than what arrived meanwhile, so that is laid over it. */
async function withArrivals(jobId: string, readAll: () => Promise<Curves>): Promise<Curves> {
  const batches: Series[][] = [];
  const all = arrivals.get(jobId) ?? new Set();
  arrivals.set(jobId, all.add(batches));
  try {
    const curves = await readAll();
    return batches.reduce(mergeSeries, curves);
  } finally {
    all.delete(batches);
    if (all.size === 0) arrivals.delete(jobId);
  }
}

/** Whether a job predicts numbers, by what its validation measured. */
export function predictsNumbers(curves: Curves): boolean {
  return !curves[CURVES.validationAccuracy] && curves[CURVES.validationError] !== undefined;
}
