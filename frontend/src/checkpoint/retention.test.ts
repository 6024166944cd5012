import { expect, it } from "vitest";
import type { Checkpoint } from "../api/types";
import { outlived } from "./retention";

const checkpoint = (optimizerStep: number, accuracy?: number): Checkpoint => ({
  id: `c${optimizerStep}`,
  optimizerStep,
  attemptNumber: 1,
  createdAt: "2026-11-24T10:00:00Z",
  sizeBytes: 1000,
  kept: [],
  metrics: accuracy === undefined ? {} : { "validation/accuracy": accuracy },
});

const steps = (checkpoints: readonly Checkpoint[]) => checkpoints.map((it) => it.optimizerStep);
const some = [checkpoint(100, 0.9), checkpoint(200), checkpoint(300, 0.8), checkpoint(400, 0.85)];

it("keeps the newest, in whatever order they come", () => {
  expect(steps(outlived({ keepLast: 2 }, some.toReversed()))).toEqual([100, 200]);
  expect(outlived({ keepLast: 9 }, some)).toEqual([]);
});

it("keeps the best beside them, and none for a value that it does not have", () => {
  const best = (mode: "min" | "max", count: number) => ({
    keepLast: 1,
    keepBest: { metric: "validation/accuracy", mode, count },
  });
  expect(steps(outlived(best("max", 1), some))).toEqual([200, 300]);
  expect(steps(outlived(best("min", 1), some))).toEqual([100, 200]);
  expect(steps(outlived(best("max", 4), some))).toEqual([200]);
});

it("keeps the first of each stretch, but none before the first has passed", () => {
  const policy = { keepLast: 1, keepEveryOptimizerSteps: 150 };
  expect(steps(outlived(policy, [...some, checkpoint(420)]))).toEqual([100, 400]);
});

it("touches neither what is pinned or named nor what is damaged, and counts the damaged for no rule", () => {
  const pin = { by: "ada", at: "2026-11-24T10:00:00Z", note: "" };
  const checkpoints = [
    { ...checkpoint(100), pin },
    { ...checkpoint(200), kept: ["NAMED" as const] },
    checkpoint(300),
    checkpoint(400),
    { ...checkpoint(500), damage: "a tensor has other bytes" },
  ];
  expect(steps(outlived({ keepLast: 1 }, checkpoints))).toEqual([300]);
});
