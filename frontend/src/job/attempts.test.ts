import { expect, it } from "vitest";
import type { Job, JobEvent } from "../api/types";
import { attemptsOf, barsOf, rangeOf } from "./attempts";

const START = Date.parse("2026-11-24T10:00:00Z");
let id = 0;

/** An event so many seconds after the job was submitted. */
const event = (second: number, more: Partial<JobEvent>): JobEvent => ({
  id: id++,
  at: new Date(START + second * 1000).toISOString(),
  kind: "TRANSITION",
  actor: "scheduler",
  reason: "",
  ...more,
});

const at = (second: number) => START + second * 1000;
const job = (more: Partial<Job>) => ({ state: "RUNNING", optimizerStep: 0, ...more }) as Job;

const PREEMPTED = [
  event(0, { to: "QUEUED", reason: "submitted" }),
  event(10, {
    from: "QUEUED",
    to: "ASSIGNED",
    attemptNumber: 1,
    reason: "the team is furthest below its share: devices 0, 2 of worker gpu-1",
  }),
  event(12, { from: "ASSIGNED", to: "RUNNING", attemptNumber: 1, actor: "worker gpu-1" }),
  event(20, {
    kind: "CHECKPOINT_SAVED",
    attemptNumber: 1,
    reason: "at optimizer step 40, 12 tensors, 1.00 MB",
  }),
  event(25, { from: "RUNNING", to: "PREEMPTING", reason: "needed elsewhere" }),
  event(30, {
    from: "PREEMPTING",
    to: "QUEUED",
    attemptNumber: 1,
    actor: "worker gpu-1",
    reason: "PREEMPTED: A checkpoint was saved to make room.",
  }),
];

it("tells an attempt that had to make room, and the one that is waited for", () => {
  const [first, next, ...others] = attemptsOf(job({ state: "QUEUED" }), PREEMPTED);
  expect(first).toMatchObject({
    number: 1,
    queuedAt: at(0),
    assignedAt: at(10),
    runningAt: at(12),
    endedAt: at(30),
    outcome: "QUEUED",
    cause: "PREEMPTED",
    words: "A checkpoint was saved to make room.",
    worker: "gpu-1",
    devices: "0, 2",
    fromStep: 0,
  });
  expect(next).toMatchObject({ number: 2, queuedAt: at(30), assignedAt: null, endedAt: null });
  expect(others).toEqual([]);
});

it("tells from which step to which, as far as that is known", () => {
  const [first, second] = attemptsOf(job({ state: "FAILED", optimizerStep: 77 }), [
    ...PREEMPTED,
    event(40, { from: "QUEUED", to: "ASSIGNED", attemptNumber: 2, reason: "device 1 of worker b" }),
    event(41, { from: "ASSIGNED", to: "RUNNING", attemptNumber: 2, actor: "worker b" }),
    event(41, {
      kind: "RESUMED",
      attemptNumber: 2,
      reason:
        "the checkpoint at optimizer step 60 is damaged; goes on from the one at optimizer step 40",
    }),
    event(50, {
      from: "RUNNING",
      to: "FAILED",
      attemptNumber: 2,
      reason: "USER_ERROR: line one\nline two",
    }),
  ]);
  expect(first).toMatchObject({ fromStep: 0, toStep: 40, saved: true });
  expect(second).toMatchObject({ fromStep: 40, toStep: 77, saved: false, devices: "1" });
  expect(second).toMatchObject({ cause: "USER_ERROR", words: "line one\nline two" });
});

it("draws thirty attempts over the time of all of them", () => {
  const many = Array.from({ length: 30 }, (_, index) => [
    event(index * 10, {
      from: index ? "RUNNING" : undefined,
      to: "QUEUED",
      reason: "LOST_WORKER: gone",
    }),
    event(index * 10 + 2, { from: "QUEUED", to: "ASSIGNED", attemptNumber: index + 1 }),
    event(index * 10 + 4, { from: "ASSIGNED", to: "RUNNING", attemptNumber: index + 1 }),
  ]).flat();
  const attempts = attemptsOf(job({}), many);
  expect(attempts).toHaveLength(30);
  const range = rangeOf(attempts, at(300));
  expect(range).toEqual([at(0), at(300)]);
  expect(attempts.at(-1)?.endedAt).toBeNull();
  const bars = attempts.map((attempt) => barsOf(attempt, range));
  expect(bars[0]).toEqual([
    { kind: "waiting", from: 0, to: 2 / 300 },
    { kind: "starting", from: 2 / 300, to: 4 / 300 },
    { kind: "running", from: 4 / 300, to: 10 / 300 },
  ]);
  expect(bars.at(-1)?.at(-1)).toEqual({ kind: "running", from: 294 / 300, to: 1 });
});

it("draws one that never began, and one whose wait was not told", () => {
  const attempts = attemptsOf(job({ state: "CANCELED" }), [
    event(5, { from: "QUEUED", to: "ASSIGNED", attemptNumber: 4 }),
    event(9, {
      from: "ASSIGNED",
      to: "CANCELED",
      attemptNumber: 4,
      reason: "CANCELED: before it began",
    }),
  ]);
  expect(attempts).toMatchObject([{ number: 4, runningAt: null, cause: "CANCELED", toStep: null }]);
  const range = rangeOf(attempts, at(100));
  expect(attempts.flatMap((attempt) => barsOf(attempt, range))).toEqual([
    { kind: "starting", from: 0, to: 1 },
  ]);
});
