import type { QueryClient } from "@tanstack/react-query";
import type { Job, JobEvent, Series } from "../api/types";
import { checkpointsQuery, retentionQuery } from "../checkpoint/queries";
import { CURVES, curvesQuery, otherCurvesQuery, takePoints } from "../curve/queries";
import { isEnded } from "../jobs/lifecycle";
import { jobQuery } from "../jobs/queries";
import type { StreamEvent } from "../live/eventStream";
import { equivalenceQuery, eventsQuery } from "./queries";

/** Takes what the stream says of a job into what the page shows. */
export function takeLiveEvent(queries: QueryClient, jobId: string, event: StreamEvent): void {
  if (event.type === "job") takeJob(queries, JSON.parse(event.data) as Job);
  else if (event.type === "event") takeEvent(queries, jobId, JSON.parse(event.data) as JobEvent);
  else if (event.type === "points") {
    const points = JSON.parse(event.data) as Series[];
    takePoints(queries, jobId, points);
    queries.setQueryData(jobQuery(jobId).queryKey, (job) => job && withPoints(job, points));
  }
}

/** Asks for everything of a job again: what happened while nobody listened, or at its end. */
export async function readAgain(queries: QueryClient, jobId: string): Promise<void> {
  await Promise.all(
    [
      jobQuery(jobId).queryKey,
      curvesQuery(jobId).queryKey,
      otherCurvesQuery(jobId).queryKey,
      eventsQuery(jobId).queryKey,
      checkpointsQuery(jobId).queryKey,
      retentionQuery(jobId).queryKey,
      equivalenceQuery(jobId).queryKey,
    ].map((queryKey) => queries.invalidateQueries({ queryKey, exact: true })),
  );
}

function takeJob(queries: QueryClient, job: Job): void {
  queries.setQueryData(jobQuery(job.id).queryKey, job);
  if (isEnded(job.state)) void readAgain(queries, job.id);
}

function takeEvent(queries: QueryClient, jobId: string, event: JobEvent): void {
  queries.setQueryData(eventsQuery(jobId).queryKey, (events) => withEvent(events ?? [], event));
  if (event.kind.startsWith("CHECKPOINT_") || event.kind === "RETENTION_CHANGED") {
    void queries.invalidateQueries({ queryKey: checkpointsQuery(jobId).queryKey });
    void queries.invalidateQueries({ queryKey: retentionQuery(jobId).queryKey });
  }
  if (event.kind.startsWith("EQUIVALENCE_")) {
    void queries.invalidateQueries({ queryKey: equivalenceQuery(jobId).queryKey });
  }
  // Another attempt begins at a checkpoint: what the last one did beyond it no longer counts.
  if (event.to === "RUNNING" && (event.attemptNumber ?? 1) > 1) {
    void queries.invalidateQueries({ queryKey: curvesQuery(jobId).queryKey });
  }
}

/** Events in the order in which they happened, each once however often it is told. */
export function withEvent(events: readonly JobEvent[], event: JobEvent): JobEvent[] {
  return [...events.filter((each) => each.id !== event.id), event].sort((a, b) => a.id - b.id);
}

/** A job whose figures are those of its newest points, until the server tells it anew. */
export function withPoints(job: Job, points: readonly Series[]): Job {
  const newest = (name: string) => {
    const series = points.find((each) => each.name === name);
    const value = series?.values.at(-1);
    return { step: series?.optimizerSteps.at(-1), value: typeof value === "number" ? value : null };
  };
  const loss = newest(CURVES.trainLoss);
  return {
    ...job,
    optimizerStep: loss.step ?? job.optimizerStep,
    trainLoss: loss.value ?? job.trainLoss,
    validationAccuracy: newest(CURVES.validationAccuracy).value ?? job.validationAccuracy,
    samplesPerSecond: newest(CURVES.samplesPerSecond).value ?? job.samplesPerSecond,
  };
}
