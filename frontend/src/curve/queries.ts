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

const MAIN: readonly string[] = Object.values(CURVES);

/** As many other series as the server gives at once. */
const MOST_OTHERS = 100;

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

/** Batches of points that arrived live while curves were being read, by what was read. */
const arrivals = new Map<string, Set<Series[][]>>();

/** A job's main curves: read as a whole, then extended by what arrives live. */
export const curvesQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["jobs", jobId, "curves"],
    queryFn: ({ signal }) =>
      withArrivals(`${jobId} main`, () => read(jobId, signal, { names: MAIN })),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A part of a job's main curves, in as many buckets as the whole has: finer. */
export const partQuery = (jobId: string, part: Part | null) =>
  queryOptions({
    queryKey: ["jobs", jobId, "curves", "part", part],
    queryFn: ({ signal }) => read(jobId, signal, { names: MAIN, part }),
    enabled: part !== null,
    placeholderData: keepPreviousData,
  });

/** The job's other curves, the first hundred by name: for those who look further down. */
export const otherCurvesQuery = (jobId: string) =>
  queryOptions({
    queryKey: ["jobs", jobId, "curves", "others"],
    queryFn: ({ signal }) => withArrivals(`${jobId} others`, () => readOthers(jobId, signal)),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** A part of the job's other curves. */
export const otherPartQuery = (jobId: string, part: Part | null) =>
  queryOptions({
    queryKey: ["jobs", jobId, "curves", "others", "part", part],
    queryFn: ({ signal }) => readOthers(jobId, signal, part),
    enabled: part !== null,
    placeholderData: keepPreviousData,
  });

interface Wanted {
  names?: readonly string[];
  part?: Part | null;
}

async function read(jobId: string, signal: AbortSignal, { names, part }: Wanted): Promise<Curves> {
  const range = part && { x: part.axis, from: Math.floor(part.from), to: Math.ceil(part.to) };
  return toCurves(
    await unwrap(
      client.GET("/api/v1/jobs/{id}/series", {
        params: {
          path: { id: jobId },
          query: { ...(names && { names: [...names] }), buckets: BUCKETS, ...range },
        },
        signal,
      }),
    ),
  );
}

async function readOthers(jobId: string, signal: AbortSignal, part?: Part | null): Promise<Curves> {
  const curves = await read(jobId, signal, part ? { part } : {});
  return Object.fromEntries(Object.entries(curves).filter(([name]) => !MAIN.includes(name)));
}

/** Takes points that arrived live; of other series only where somebody looks at them. */
export function takePoints(queries: QueryClient, jobId: string, points: Series[]): void {
  const main = points.filter(({ name }) => MAIN.includes(name));
  const others = points.filter(({ name }) => !MAIN.includes(name));
  lay(queries, curvesQuery(jobId).queryKey, `${jobId} main`, main, (known) => known ?? {});
  lay(queries, otherCurvesQuery(jobId).queryKey, `${jobId} others`, others, (known) => known);
}

function lay(
  queries: QueryClient,
  queryKey: readonly unknown[],
  reading: string,
  points: Series[],
  before: (known: Curves | undefined) => Curves | undefined,
): void {
  if (points.length === 0) return;
  for (const batches of arrivals.get(reading) ?? []) batches.push(points);
  const curves = queries.setQueryData<Curves>(queryKey, (known) => {
    const curves = before(known);
    if (!curves) return undefined;
    const room = Object.keys(curves).length < MOST_OTHERS;
    return mergeSeries(curves, room ? points : points.filter(({ name }) => curves[name]));
  });
  if (Object.values(curves ?? {}).some(({ buckets }) => buckets.length > MANY_BUCKETS)) {
    void queries.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false });
  }
}

/** What was read may be older than what arrived meanwhile, so that is laid over it. */
async function withArrivals(reading: string, readAll: () => Promise<Curves>): Promise<Curves> {
  const batches: Series[][] = [];
  const all = arrivals.get(reading) ?? new Set();
  arrivals.set(reading, all.add(batches));
  try {
    const curves = await readAll();
    return batches.reduce(mergeSeries, curves);
  } finally {
    all.delete(batches);
    if (all.size === 0) arrivals.delete(reading);
  }
}

/** Whether a job predicts numbers, by what its validation measured. */
export function predictsNumbers(curves: Curves): boolean {
  return !curves[CURVES.validationAccuracy] && curves[CURVES.validationError] !== undefined;
}
