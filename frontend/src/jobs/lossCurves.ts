import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "../api/client";
import type { Job } from "../api/types";
import { CURVES } from "../curve/queries";
import { isEnded } from "./lifecycle";

/** A loss from the beginning to now in few means; empty where there is none yet. */
export type LossCurve = readonly number[];

const BUCKETS = 32;
/** The most jobs that the server reads curves of at once. */
const MOST_JOBS = 100;
/** Jobs that come into sight shortly after each other are asked for together: so long after the last. */
const GATHER_MILLIS = 30;
/** But no later than this after the first, however long somebody scrolls. */
const PATIENCE_MILLIS = 400;
const REFRESH_MILLIS = 20_000;

interface Waiting {
  resolve: (curve: LossCurve) => void;
  reject: (error: unknown) => void;
}

const waiting = new Map<string, Waiting[]>();
let timer: ReturnType<typeof setTimeout> | undefined;
let latest = 0;

/** The loss of a job, read together with those of the other jobs that are in sight. */
export const lossCurveQuery = (job: Pick<Job, "id" | "state" | "startedAt">) =>
  queryOptions({
    queryKey: ["jobs", job.id, "loss-curve", isEnded(job.state)],
    queryFn: () => gather(job.id),
    enabled: job.startedAt != null,
    staleTime: isEnded(job.state) ? Number.POSITIVE_INFINITY : REFRESH_MILLIS,
  });

function gather(id: string): Promise<LossCurve> {
  return new Promise((resolve, reject) => {
    const now = performance.now();
    if (waiting.size === 0) latest = now + PATIENCE_MILLIS;
    clearTimeout(timer);
    timer = setTimeout(readAll, Math.min(GATHER_MILLIS, latest - now));
    waiting.set(id, [...(waiting.get(id) ?? []), { resolve, reject }]);
  });
}

function readAll(): void {
  const all = [...waiting];
  waiting.clear();
  for (let at = 0; at < all.length; at += MOST_JOBS) void read(all.slice(at, at + MOST_JOBS));
}

async function read(asked: readonly [string, Waiting[]][]): Promise<void> {
  const query = { jobs: asked.map(([id]) => id), names: [CURVES.trainLoss], buckets: BUCKETS };
  try {
    const views = await unwrap(client.GET("/api/v1/series", { params: { query } }));
    const curves = new Map(
      views.map(({ jobId, means }) => [jobId, means.filter((mean) => mean !== null)]),
    );
    for (const [id, all] of asked) for (const { resolve } of all) resolve(curves.get(id) ?? []);
  } catch (error) {
    for (const [, all] of asked) for (const { reject } of all) reject(error);
  }
}
