import { describe, expect, it } from "vitest";
import type { JobEvent } from "../api/types";
import type { Curve } from "../curve/curve";
import { marksOf } from "./marks";

const replayed = event(1, "OUT_OF_MEMORY_REPLAYED", {
  at: "2026-01-01T00:00:02.500Z",
  reason:
    "memory ran out in micro-batch 3 at optimizer step 3: micro 64 -> 32; it was dropped and runs again, and the effective batch stays 256. CUDA out of memory",
});

describe("marksOf", () => {
  it("places what ran out of memory at its step on each axis", () => {
    const at = (axis: Parameters<typeof marksOf>[2]) => marksOf([replayed], curve(), axis)[0]?.x;
    expect(at("OPTIMIZER_STEP")).toBe(3);
    expect(at("SAMPLES_SEEN")).toBe(30);
    expect(at("AT_MILLIS")).toBe(Date.parse("2026-01-01T00:00:02.500Z"));
  });

  it("places a resumption at the checkpoint that it goes on from", () => {
    const resumed = event(2, "RESUMED", {
      reason:
        "the checkpoint at optimizer step 4 is damaged; goes on from the one at optimizer step 2",
    });
    expect(marksOf([resumed], curve(), "OPTIMIZER_STEP")).toMatchObject([
      { x: 2, kind: "RESUMED", optimizerStep: 2 },
    ]);
  });

  it("tells another attempt once, and the first not at all", () => {
    const starts = (id: number, attemptNumber: number) =>
      event(id, "TRANSITION", { from: "ASSIGNED", to: "RUNNING", attemptNumber });
    const resumed = event(3, "RESUMED", {
      attemptNumber: 2,
      reason: "goes on from the checkpoint at optimizer step 2",
    });
    const kinds = (events: JobEvent[]) =>
      marksOf(events, curve(), "OPTIMIZER_STEP").map(({ kind }) => kind);
    expect(kinds([starts(1, 1), starts(2, 2), resumed])).toEqual(["RESUMED"]);
    expect(kinds([starts(1, 1), starts(2, 2)])).toEqual(["STARTED"]);
  });

  it("says why the attempt before had ended, and that it made room until it goes on", () => {
    const preempted = event(2, "TRANSITION", {
      from: "PREEMPTING",
      to: "QUEUED",
      attemptNumber: 1,
      reason: "PREEMPTED: A checkpoint was saved to make room.",
    });
    const runs = event(3, "TRANSITION", { from: "ASSIGNED", to: "RUNNING", attemptNumber: 2 });
    const resumed = event(4, "RESUMED", {
      attemptNumber: 2,
      reason: "goes on from the checkpoint at optimizer step 2",
    });
    const of = (events: JobEvent[]) => marksOf(events, curve(), "OPTIMIZER_STEP");
    expect(of([preempted])).toMatchObject([{ kind: "PREEMPTED", attempt: 1, after: null }]);
    expect(of([preempted, runs, resumed])).toMatchObject([{ kind: "RESUMED", after: "PREEMPTED" }]);
  });

  it("places what names no step at the first point after it, or the last there is", () => {
    const anew = (at: string) => [
      event(2, "TRANSITION", { from: "ASSIGNED", to: "RUNNING", attemptNumber: 2, at }),
    ];
    const place = (at: string) => marksOf(anew(at), curve(), "OPTIMIZER_STEP")[0]?.x;
    expect(place("2026-01-01T00:00:01.500Z")).toBe(2);
    expect(place("2026-01-02T00:00:00Z")).toBe(5);
    expect(marksOf(anew("2026-01-02T00:00:00Z"), undefined, "OPTIMIZER_STEP")).toEqual([]);
  });
});

/** A point a second. */
function curve(): Curve {
  const began = Date.parse("2026-01-01T00:00:00Z");
  const buckets = [1, 2, 3, 4, 5].map((step) => ({
    firstStep: step,
    step,
    samplesSeen: step * 10,
    atMillis: began + step * 1000,
    mean: 1,
    minimum: 1,
    maximum: 1,
    gaps: 0,
  }));
  return { name: "train/loss", buckets };
}

function event(id: number, kind: string, more: Partial<JobEvent>): JobEvent {
  return { id, kind, at: "2026-01-01T00:00:01Z", actor: "worker a", reason: "", ...more };
}
