import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { components } from "../generated/api";
import { type BatchChoice, planBatches } from "./plan";

interface ServerPlan {
  choice: BatchChoice;
  totalOptimizerSteps: number;
  epochs: number;
  stage: components["schemas"]["Stage"];
}

// Written by StagePlansTest, which holds the file to what the server plans.
const plans: ServerPlan[] = readFileSync(new URL("./server-plans.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

it("plans a thousand batches as the server does", () => {
  expect(plans).toHaveLength(1000);
  for (const { choice, totalOptimizerSteps, epochs, stage } of plans) {
    const plan = planBatches(choice);
    if (plan === null) throw new Error(`no plan for ${JSON.stringify(choice)}`);
    expect(plan.epochs, JSON.stringify(choice)).toBeCloseTo(epochs, 9);
    expect({ ...plan, epochs: 0, windowsPerEpoch: 0 }, JSON.stringify(choice)).toEqual({
      window: stage.window,
      fullWindowsPerEpoch: stage.fullWindowsPerEpoch,
      windowsPerEpoch: 0,
      partialWindow: stage.partialWindow,
      samplesDroppedPerEpoch: stage.samplesDroppedPerEpoch,
      totalOptimizerSteps,
      epochs: 0,
      even: stage.even,
    });
    expect(plan.windowsPerEpoch).toBeCloseTo(stage.windowsPerEpoch, 9);
  }
});
