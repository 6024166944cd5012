import type { BulkOperation, BulkResult, Job } from "../api/types";
import { isEnded } from "./lifecycle";

/** What can be done to several jobs at once, in the order in which it is offered. */
export const ACTIONS = ["HOLD", "RELEASE", "CHANGE_PRIORITY", "REQUEUE", "CANCEL"] as const;

/** What can be done to one job, cancelling it aside. */
export const ACTIONS_OF_ONE = [
  "HOLD",
  "RELEASE",
  "PREEMPT",
  "MOVE_TO_FRONT",
  "CHANGE_PRIORITY",
  "REQUEUE",
] as const;

export type BulkAction = BulkOperation["operation"];

/** Those of the jobs that an action changes, as far as they are known. */
export function concerned(action: BulkAction, jobs: readonly Job[]): readonly Job[] {
  return jobs.filter((job) => concerns(action, job));
}

function concerns(action: BulkAction, job: Job): boolean {
  const ended = isEnded(job.state);
  switch (action) {
    case "HOLD":
      return !ended && !job.held && !job.cancelRequested && job.state !== "ASSIGNED";
    case "RELEASE":
      return !ended && job.held;
    case "PREEMPT":
      return job.state === "RUNNING" && !job.cancelRequested;
    case "MOVE_TO_FRONT":
      return job.state === "QUEUED";
    case "CHANGE_PRIORITY":
      return !ended;
    case "REQUEUE":
      return job.state === "FAILED" || job.state === "CANCELED";
    case "CANCEL":
      return !ended && !job.cancelRequested;
  }
}

/**
 * The jobs in the order in which a priority is given to them: each change counts at once, so what
 * runs is raised before and lowered after what waits, and nothing has to make room in between.
 */
export function orderFor(jobs: readonly Job[], from: (job: Job) => number, to: number): string[] {
  const rank = (job: Job) => (job.state === "RUNNING" ? (from(job) < to ? 0 : 2) : 1);
  return jobs.toSorted((a, b) => rank(a) - rank(b)).map(({ id }) => id);
}

/** What brings back what an operation changed; nothing where that is lost. */
export function undoOf(
  { operation, priority: given }: BulkOperation,
  before: readonly Job[],
  { items }: BulkResult,
): BulkOperation[] {
  const done = new Set(items.filter((item) => item.done).map((item) => item.jobId));
  const changed = before.filter(({ id }) => done.has(id));
  const jobs = changed.map(({ id }) => id);
  if (jobs.length === 0) return [];
  switch (operation) {
    case "HOLD":
      return [{ operation: "RELEASE", priority: null, jobs }];
    case "RELEASE":
      return [{ operation: "HOLD", priority: null, jobs }];
    case "CHANGE_PRIORITY":
      return [...new Set(changed.map(({ priority }) => priority))].map((priority) => ({
        operation,
        priority,
        jobs: orderFor(
          changed.filter((job) => job.priority === priority),
          (job) => given ?? job.priority,
          priority,
        ),
      }));
    default:
      return [];
  }
}

/** A job as it is after an operation, as far as the answer tells. */
export function after(job: Job, { operation, priority }: BulkOperation, state: Job["state"]): Job {
  return {
    ...job,
    state,
    held: operation === "HOLD" || (job.held && operation !== "RELEASE"),
    priority: operation === "CHANGE_PRIORITY" ? (priority ?? job.priority) : job.priority,
    cancelRequested: operation === "CANCEL" ? !isEnded(state) : job.cancelRequested,
  };
}

/** The reasons of what was refused, each once. */
export function refusals({ items }: BulkResult): string[] {
  return [...new Set(items.flatMap(({ done, detail }) => (done || !detail ? [] : [detail])))];
}

/** How many jobs an operation changed. */
export const countDone = (results: readonly BulkResult[]): number =>
  results.reduce((sum, { items }) => sum + items.filter(({ done }) => done).length, 0);
