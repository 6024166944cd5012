import type { Device, Worker } from "../api/types";

/** How a worker stands; the first that applies. */
export type WorkerCondition = "LEFT" | "SILENT" | "PROBLEM" | "DRAINING" | "READY";

/** A worker says something every second: after so long without a word it is not well. */
const SILENT_AFTER_MILLIS = 30_000;

export function conditionOf(worker: Worker, nowMillis: number): WorkerCondition {
  if (worker.leftAt) return "LEFT";
  if (nowMillis - Date.parse(worker.lastHeartbeatAt) > SILENT_AFTER_MILLIS) return "SILENT";
  if (worker.problem) return "PROBLEM";
  return worker.drainingAt ? "DRAINING" : "READY";
}

/** How much of its memory a device uses, from 0 to 1; null where it does not say. */
export function memoryShare({ latest, memoryBytes }: Device): number | null {
  if (latest?.memoryBytes == null || memoryBytes <= 0) return null;
  return Math.min(1, latest.memoryBytes / memoryBytes);
}
