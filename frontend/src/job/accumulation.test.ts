import { expect, it } from "vitest";
import type { JobEvent, JobSpec } from "../api/types";
import { newestDeeds, unevenWindow } from "./accumulation";

const event = (id: number, kind: string, reason: string): JobEvent => ({
  id,
  at: "2026-01-01T00:00:00Z",
  kind,
  actor: "trainer",
  reason,
});

it("tells the newest of each kind, and nothing of other kinds", () => {
  const events = [
    event(1, "ADVICE", "a larger window pays"),
    event(2, "CHECKPOINT_SAVED", "saved"),
    event(3, "OUT_OF_MEMORY_REPLAYED", "replayed with 16"),
    event(4, "ADVICE", "a larger window only costs time"),
  ];
  expect(newestDeeds(events)).toEqual([
    { kind: "ADVICE", words: "a larger window only costs time" },
    { kind: "OUT_OF_MEMORY_REPLAYED", words: "replayed with 16" },
  ]);
});

it("says how the textbook's normalization splits a window unevenly, and only then", () => {
  const training = (micro: number | "auto", lossNormalization: "window" | "micro-batch") =>
    ({ batch: { effective: 96, micro }, lossNormalization }) as JobSpec["training"];
  expect(unevenWindow(training(40, "micro-batch"), 0)).toBe("2 × 40 + 16");
  expect(unevenWindow(training(32, "micro-batch"), 0)).toBeNull();
  expect(unevenWindow(training("auto", "micro-batch"), 0)).toBeNull();
  expect(unevenWindow(training(40, "window"), 0)).toBeNull();
});
