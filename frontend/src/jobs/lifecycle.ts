import type { Job, JobState } from "../api/types";
import { samplesBetween } from "../batch/spec";

const ENDED: readonly JobState[] = ["SUCCEEDED", "FAILED", "CANCELED"];

/** Whether a job in this state can never change again. */
export const isEnded = (state: JobState): boolean => ENDED.includes(state);

/** The share of the optimizer steps that are done, from 0 to 1. */
export const shareDone = (job: Job): number =>
  job.totalOptimizerSteps > 0 ? Math.min(1, job.optimizerStep / job.totalOptimizerSteps) : 0;

/** Milliseconds until the last step at the newest speed; null when there is none to go by. */
export function remainingMillis(job: Job): number | null {
  if (job.state !== "RUNNING" || !job.samplesPerSecond) return null;
  const { batch } = job.spec.training;
  const samples = samplesBetween(batch, job.optimizerStep, job.totalOptimizerSteps);
  return (samples / job.samplesPerSecond) * 1000;
}

/** How long it has trained, or waited while it has not begun. */
export function elapsedMillis(job: Job, nowMillis: number): number {
  const end = job.finishedAt ? Date.parse(job.finishedAt) : nowMillis;
  return Math.max(0, end - Date.parse(job.startedAt ?? job.createdAt));
}
