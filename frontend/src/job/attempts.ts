import type { Job, JobEvent, JobState } from "../api/types";

/** One execution of a job as its events tell it; instants in milliseconds, null for not yet. */
export interface Attempt {
  number: number;
  /** Since when the job had waited for it; null where the events do not go back so far. */
  queuedAt: number | null;
  /** When it got its devices; null for one that is waited for. */
  assignedAt: number | null;
  runningAt: number | null;
  endedAt: number | null;
  /** What became of the job by its end. */
  outcome: JobState | null;
  /** An `EndCause`. */
  cause: string | null;
  /** What was said of its end. */
  words: string;
  worker: string | null;
  /** Ordinals of its devices, as in `0, 1`. */
  devices: string | null;
  /** The optimizer step that it began at. */
  fromStep: number;
  /** The last that it did, or else the last that it saved. */
  toStep: number | null;
  /** Whether `toStep` is only what it saved: what it did beyond that is not told. */
  saved: boolean;
}

const HELD: readonly (JobState | null | undefined)[] = ["ASSIGNED", "RUNNING", "PREEMPTING"];

/** The executions of a job, the first first, and the one that it waits for. Events come in order. */
export function attemptsOf(job: Job, events: readonly JobEvent[]): Attempt[] {
  const attempts: Attempt[] = [];
  let queuedAt: number | null = null;
  for (const event of events) {
    const at = Date.parse(event.at);
    const current = attempts.at(-1);
    if (event.to === "ASSIGNED") {
      attempts.push({
        ...begun(event.attemptNumber ?? (current?.number ?? 0) + 1, queuedAt, at),
        ...placeOf(event.reason),
      });
    } else if (!current) {
      // Before the first, or of one whose beginning was not told.
    } else if (event.to === "RUNNING") {
      current.runningAt ??= at;
      current.worker = workerOf(event) ?? current.worker;
    } else if (HELD.includes(event.from) && !HELD.includes(event.to)) {
      Object.assign(current, { endedAt: at, outcome: event.to, ...endOf(event.reason) });
    } else if (event.attemptNumber === current.number) {
      takeStep(current, event);
    }
    if (event.to === "QUEUED") queuedAt = at;
  }
  const last = attempts.at(-1);
  if (last?.runningAt != null && job.optimizerStep >= last.fromStep) {
    Object.assign(last, { toStep: job.optimizerStep, saved: false });
  }
  return job.state === "QUEUED"
    ? [...attempts, begun((last?.number ?? 0) + 1, queuedAt, null)]
    : attempts;
}

function begun(number: number, queuedAt: number | null, assignedAt: number | null): Attempt {
  return {
    number,
    queuedAt,
    assignedAt,
    runningAt: null,
    endedAt: null,
    outcome: null,
    cause: null,
    words: "",
    worker: null,
    devices: null,
    fromStep: 0,
    toStep: null,
    saved: false,
  };
}

function takeStep(attempt: Attempt, { kind, reason }: JobEvent): void {
  if (kind === "RESUMED") {
    attempt.fromStep = Number(/goes on from .*optimizer step (\d+)/.exec(reason)?.[1] ?? 0);
  } else if (kind === "CHECKPOINT_SAVED") {
    const step = /optimizer step (\d+)/.exec(reason)?.[1];
    if (step) Object.assign(attempt, { toStep: Number(step), saved: true });
  }
}

/** What a job gets: `…: devices 0, 1 of worker NAME`, or `… serves as worker NAME`. */
function placeOf(reason: string): Pick<Attempt, "devices" | "worker"> {
  const [, devices = null, worker = null] =
    /(?:\bdevices? (\d+(?:, \d+)*) of| serves as) worker (.+)$/.exec(reason) ?? [];
  return { devices, worker };
}

function workerOf({ actor }: JobEvent): string | null {
  return /^worker (.+)$/.exec(actor)?.[1] ?? null;
}

/** Why an attempt ended: a code, then what was said of it. */
function endOf(reason: string): Pick<Attempt, "cause" | "words"> {
  const [, cause = null, words = reason] = /^([A-Z_]+): (.*)$/s.exec(reason) ?? [];
  return { cause, words };
}

/** A part of the time that attempts are drawn over, from 0 to 1. */
export interface Bar {
  kind: "waiting" | "starting" | "running";
  from: number;
  to: number;
}

/** The time from the first wait to the last end, which is now while there is no end. */
export function rangeOf(attempts: readonly Attempt[], now: number): [number, number] {
  const begins = attempts.map(({ queuedAt, assignedAt }) => queuedAt ?? assignedAt ?? now);
  const ends = attempts.map(({ endedAt }) => endedAt ?? now);
  const from = Math.min(now, ...begins);
  return [from, Math.max(from + 1, ...ends)];
}

/** What an attempt did over the time: it waited, it started, it ran. */
export function barsOf(attempt: Attempt, [from, to]: readonly [number, number]): Bar[] {
  const { queuedAt, assignedAt, runningAt, endedAt } = attempt;
  const end = endedAt ?? to;
  const share = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from)));
  const bar = (kind: Bar["kind"], begin: number | null, until: number): Bar[] =>
    begin === null || until <= begin ? [] : [{ kind, from: share(begin), to: share(until) }];
  return [
    ...bar("waiting", queuedAt, assignedAt ?? end),
    ...bar("starting", assignedAt, runningAt ?? end),
    ...bar("running", runningAt, end),
  ];
}
