import { expect, it } from "vitest";
import type { Checkpoint } from "../api/types";
import { lossByDelete, reasonToStay } from "./lossByDelete";

const checkpoint = (optimizerStep: number, accuracy: number): Checkpoint => ({
  id: `c${optimizerStep}`,
  optimizerStep,
  attemptNumber: 1,
  createdAt: "2026-11-24T10:00:00Z",
  sizeBytes: 1000,
  kept: [],
  metrics: { "validation/accuracy": accuracy },
});
const [early, late] = [checkpoint(100, 0.9), checkpoint(1300, 0.85)];
const policy = {
  keepLast: 2,
  keepBest: { metric: "validation/accuracy", mode: "max" as const, count: 1 },
};

it("says how much would have to be trained again without the newest", () => {
  const [first] = lossByDelete(late, [early, late], { state: "CANCELED" }, policy);
  expect(first).toContain("step 100");
  expect(first).toContain("1,200 steps");
});

it("says what is the best then", () => {
  const [first] = lossByDelete(early, [early, late], { state: "CANCELED" }, policy);
  expect(first).toContain("90.00%");
  expect(first).toContain("85.00%, at step 1,300");
});

it("says that nothing is left without the only one, sound or not the others", () => {
  const damaged = { ...late, damage: "a tensor has other bytes" };
  expect(lossByDelete(early, [early, damaged], { state: "FAILED" }, policy)[0]).toContain("only");
  expect(lossByDelete(damaged, [early, damaged], { state: "FAILED" }, policy)).toHaveLength(1);
});

it("knows what the server would refuse", () => {
  const pin = { by: "ada", at: "2026-11-24T10:00:00Z", note: "" };
  expect(reasonToStay({ ...early, pin }, [early, late], true)).toContain("pinned");
  expect(reasonToStay({ ...early, kept: ["NAMED"] }, [early, late], true)).toContain("job");
  expect(reasonToStay(late, [early, late], false)).not.toBeNull();
  expect(reasonToStay(late, [early, late], true)).toBeNull();
  expect(reasonToStay(early, [early, late], false)).toBeNull();
});
