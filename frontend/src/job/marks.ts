import type { JobEvent } from "../api/types";
import { type Axis, type Curve, xOf } from "../curve/curve";

/** Something that happened to a job, at its place on the charts. */
export interface Mark {
  /** In the unit of the axis. */
  x: number;
  kind: "OUT_OF_MEMORY" | "RESUMED" | "STARTED" | "PREEMPTED";
  at: string;
  /** Null where only the time is known. */
  optimizerStep: number | null;
  attempt: number | null;
  /** What the server says of it; empty where that tells nothing beyond its kind. */
  reason: string;
  /** Of one that goes on or begins anew: an `EndCause` of the attempt before. */
  after: string | null;
}

/** Of more, the newest are drawn. */
const MOST_MARKS = 40;

/** The optimizer step that an event's words name. */
const STEP: Partial<Record<string, RegExp>> = {
  OUT_OF_MEMORY_REPLAYED: /memory ran out in .*? at optimizer step (\d+)/,
  RESUMED: /goes on from .*?optimizer step (\d+)/,
};

/**
 * When memory ran out and when the job went on or began anew. On axes that know no time an event
 * stands at the step that its words name, and else at the first point after it.
 */
export function marksOf(events: readonly JobEvent[], curve: Curve | undefined, axis: Axis): Mark[] {
  return events
    .flatMap((event): Mark[] => {
      const kind = kindOf(event, events);
      if (!kind) return [];
      const stated = STEP[event.kind]?.exec(event.reason)?.[1];
      const optimizerStep = stated === undefined ? null : Number(stated);
      const x = placeOf(event, optimizerStep, curve, axis);
      if (x === null) return [];
      const { at, attemptNumber: attempt = null } = event;
      const again = kind === "RESUMED" || kind === "STARTED";
      const after = again ? causeBefore(event, events) : null;
      // Of a beginning the server says only who runs it.
      const reason = kind === "STARTED" ? "" : event.reason;
      return [{ x, kind, at, optimizerStep, attempt, reason, after }];
    })
    .slice(-MOST_MARKS);
}

function kindOf(event: JobEvent, events: readonly JobEvent[]): Mark["kind"] | null {
  if (event.kind === "OUT_OF_MEMORY_REPLAYED") return "OUT_OF_MEMORY";
  if (event.kind === "RESUMED") return "RESUMED";
  if (causeOf(event) === "PREEMPTED") {
    // Told by where it goes on, once it does.
    const goesOn = (other: JobEvent) => other.id > event.id && other.to === "RUNNING";
    return events.some(goesOn) ? null : "PREEMPTED";
  }
  const attempt = event.attemptNumber ?? 1;
  const starts = event.from === "ASSIGNED" && event.to === "RUNNING" && attempt > 1;
  const resumes = (other: JobEvent) =>
    other.kind === "RESUMED" && other.attemptNumber === event.attemptNumber;
  return starts && !events.some(resumes) ? "STARTED" : null;
}

/** Why an attempt ended by this event; null of all else. */
function causeOf({ from, to, reason }: JobEvent): string | null {
  const held = from === "RUNNING" || from === "PREEMPTING";
  return held && to === "QUEUED" ? (/^([A-Z_]+): /.exec(reason)?.[1] ?? null) : null;
}

function causeBefore(event: JobEvent, events: readonly JobEvent[]): string | null {
  return events.reduce(
    (found: string | null, other) => (other.id < event.id ? (causeOf(other) ?? found) : found),
    null,
  );
}

function placeOf(
  event: JobEvent,
  optimizerStep: number | null,
  curve: Curve | undefined,
  axis: Axis,
): number | null {
  const at = Date.parse(event.at);
  if (axis === "AT_MILLIS") return at;
  if (axis === "OPTIMIZER_STEP" && optimizerStep !== null) return optimizerStep;
  const buckets = curve?.buckets ?? [];
  const after = (bucket: (typeof buckets)[number]) =>
    optimizerStep === null ? bucket.atMillis >= at : bucket.step >= optimizerStep;
  const bucket = buckets.find(after) ?? buckets.at(-1);
  return bucket ? xOf(axis, bucket) : null;
}

/** CSS custom properties that hold the colours of marks. */
export const MARK_COLORS: Record<Mark["kind"], string> = {
  OUT_OF_MEMORY: "--accrue-bad",
  RESUMED: "--accrue-running",
  STARTED: "--accrue-waiting",
  PREEMPTED: "--accrue-waiting",
};
