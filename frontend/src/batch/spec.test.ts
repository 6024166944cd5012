import { expect, it } from "vitest";
import { effectiveAt, readStages, samplesBetween, writeStages } from "./spec";

const staged = {
  effective: [
    { fromOptimizerStep: 0, effective: 64 },
    { fromOptimizerStep: 100, effective: 256 },
  ],
  micro: "auto" as const,
};

it("knows the effective batch of each optimizer step", () => {
  expect([0, 99, 100, 5000].map((step) => effectiveAt(staged, step))).toEqual([64, 64, 256, 256]);
  expect(effectiveAt({ effective: 96, micro: 32 }, 7)).toBe(96);
});

it("counts samples across stages", () => {
  expect(samplesBetween(staged, 90, 110)).toBe(10 * 64 + 10 * 256);
  expect(samplesBetween(staged, 200, 201)).toBe(256);
});

it("writes stages so that it can read them", () => {
  expect(writeStages(staged)).toBe("64, 256 from 100");
  expect(readStages(writeStages(staged))).toEqual(staged.effective);
  expect(readStages("256")).toEqual([{ fromOptimizerStep: 0, effective: 256 }]);
});

it("reads no stages out of order and nothing else", () => {
  for (const text of ["", "x", "64, 256", "64 from 5", "64, 128 from 9, 256 from 9", "0"]) {
    expect(readStages(text), text).toBeNull();
  }
});
