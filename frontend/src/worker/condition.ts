import type { Device, Worker } from "../api/types";

/** How a worker stands; the first that applies. */
export type WorkerCondition = "LEFT" | "SILENT" | "PROBLEM" | "DRAINING" | "READY";

export function conditionOf(worker: Worker): WorkerCondition {
  if (worker.leftAt) return "LEFT";
  if (worker.silent) return "SILENT";
  if (worker.problem) return "PROBLEM";
  return worker.drainingAt ? "DRAINING" : "READY";
}

/** Whether it is heard of; it may be draining or in trouble. */
export function isThere({ leftAt, silent }: Worker): boolean {
  return !leftAt && !silent;
}

/** How much of its memory a device uses, from 0 to 1; null where it does not say. */
export function memoryShare({ latest, memoryBytes }: Device): number | null {
  if (latest?.memoryBytes == null || memoryBytes <= 0) return null;
  return Math.min(1, latest.memoryBytes / memoryBytes);
}
