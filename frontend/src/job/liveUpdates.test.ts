import { expect, it } from "vitest";
import type { Job, JobEvent, Series } from "../api/types";
import { withEvent, withPoints } from "./liveUpdates";
import { lossByCancel } from "./lossByCancel";

const event = (id: number): JobEvent => ({
  id,
  at: "2026-11-24T10:00:00Z",
  kind: "TRANSITION",
  actor: "scheduler",
  reason: "",
});

const series = (name: string, step: number, value: number | "NaN"): Series => ({
  name,
  optimizerSteps: [step],
  values: [value],
  samplesSeen: [step],
  atMillis: [0],
});

it("keeps events in order, each once however often it is told", () => {
  const events = [2, 1, 2, 3].reduce<JobEvent[]>((all, id) => withEvent(all, event(id)), []);
  expect(events.map(({ id }) => id)).toEqual([1, 2, 3]);
});

it("takes a job's figures from its newest points", () => {
  const job = { optimizerStep: 90, trainLoss: 0.5, samplesPerSecond: 100 } as Job;
  const after = withPoints(job, [series("train/loss", 51, 0.6)]);
  expect(after).toMatchObject({ optimizerStep: 51, trainLoss: 0.6, samplesPerSecond: 100 });
  expect(withPoints(job, [series("train/loss", 91, "NaN")])).toMatchObject({
    optimizerStep: 91,
    trainLoss: 0.5,
  });
});

it("says what a cancel loses", () => {
  expect(lossByCancel(0, 0, String)).toContain("no work is lost");
  expect(lossByCancel(1, 0, String)).toContain("done 1 step and has no checkpoint");
  expect(lossByCancel(130, 100, String)).toContain("step 100: the 30 steps since then are lost");
  expect(lossByCancel(100, 100, String)).toContain("holds all of its work");
});
