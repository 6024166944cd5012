import type { Device, Job, Worker } from "../api/types";
import type { Attempt } from "./attempts";

/** What the newest attempt of a job ran on, as far as that is still known. */
export interface Machine {
  name: string;
  /** Null when the server no longer knows it. */
  worker: Worker | null;
  /** Ordinals of its devices as events tell them; null where they do not. */
  ordinals: string | null;
  devices: readonly Device[];
  /** Ordinals of devices that the worker does not have any more. */
  lost: readonly number[];
}

/** The machine of the newest attempt; null before any had one. */
export function machineOf(
  job: Job,
  attempts: readonly Attempt[],
  workers: readonly Worker[],
): Machine | null {
  const attempt = attempts.findLast(({ worker }) => worker !== null);
  if (!attempt?.worker) return null;
  const named = workers.filter(({ name }) => name === attempt.worker);
  const holds = ({ jobIds }: Device) => jobIds.includes(job.id);
  const worker = named.find(({ devices }) => devices.some(holds)) ?? named[0] ?? null;
  const told = attempt.devices?.split(", ").map(Number);
  const all = worker?.devices ?? [];
  const devices = told
    ? all.filter(({ ordinal }) => told.includes(ordinal))
    : attempt.endedAt === null
      ? all.filter(holds)
      : [];
  const known = devices.map(({ ordinal }) => ordinal);
  return {
    name: attempt.worker,
    worker,
    ordinals: attempt.devices,
    devices,
    lost: worker ? (told ?? []).filter((ordinal) => !known.includes(ordinal)) : [],
  };
}

/** The newest of checkpoints that can be read. */
export function newestSound<T extends { optimizerStep: number; damage?: string | null }>(
  checkpoints: readonly T[],
): T | undefined {
  return checkpoints
    .filter(({ damage }) => !damage)
    .toSorted((a, b) => b.optimizerStep - a.optimizerStep)[0];
}
