import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Plan } from "../api/types";
import { factorAt, ratesOf } from "./schedule";

type Schedule = NonNullable<Plan["spec"]["training"]["schedule"]>;

interface TrainersRates {
  schedule: Schedule;
  updates: number;
  /** Updates, and the trainer's learning rate at each for a base of 1. */
  at: number[];
  rates: number[];
}

// Written by LearningRateFileTest, which holds the file to what the trainer does.
const lines: TrainersRates[] = readFileSync(
  new URL("./trainer-rates.jsonl", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

it("draws the learning rates that the trainer uses", () => {
  expect(lines).toHaveLength(500);
  for (const { schedule, updates, at, rates } of lines) {
    at.forEach((update, index) => {
      const message = `${JSON.stringify(schedule)} at ${update} of ${updates}`;
      expect(factorAt(schedule, update, updates), message).toBeCloseTo(rates[index] ?? 0, 12);
    });
  }
});

it("follows the scaling of stages and bends where they do", () => {
  const rates = ratesOf(
    plan(1000, [0, 500], [0.1, 0.4], { name: "constant", warmupOptimizerSteps: 10 }),
  );
  const at = (update: number) => rates.find((each) => each.update === update)?.rate;
  expect(at(0)).toBeCloseTo(0.01);
  expect(at(9)).toBeCloseTo(0.1);
  expect(at(499)).toBeCloseTo(0.1);
  expect(at(500)).toBeCloseTo(0.4);
  expect(at(999)).toBeCloseTo(0.4);
  expect(rates.length).toBeLessThanOrEqual(204);
});

it("has each update of a short job once", () => {
  const rates = ratesOf(plan(3, [0], [0.1], null));
  expect(rates.map(({ update }) => update)).toEqual([0, 1, 2]);
});

function plan(
  totalOptimizerSteps: number,
  from: number[],
  learningRates: number[],
  schedule: Schedule | null,
): Plan {
  return {
    totalOptimizerSteps,
    stages: from.map((fromOptimizerStep, index) => ({
      fromOptimizerStep,
      learningRate: learningRates[index],
    })),
    spec: { training: { schedule, learningRate: 1 } },
  } as Plan;
}
