import { expect, it } from "vitest";
import { formatMeasure, goodMode, measuresOf } from "./measures";

it("names the series that a job may have", () => {
  expect(measuresOf({ metrics: ["top-5", "perplexity"] })).toEqual([
    "train/loss",
    "validation/loss",
    "validation/top_5",
    "validation/perplexity",
  ]);
  expect(measuresOf({})).toContain("validation/r2");
});

it("names those of each task where tasks have names", () => {
  const tasks = [{ name: "digit", weight: 1, loss: { name: "mse" as const }, metrics: [] }];
  expect(measuresOf({ tasks } as never)).toEqual([
    "train/loss",
    "validation/loss",
    "train/digit/loss",
    "validation/digit/loss",
  ]);
});

it("knows which values are good, where some are", () => {
  expect(goodMode("validation/digit/loss")).toBe("min");
  expect(goodMode("validation/top_5")).toBe("max");
  expect(goodMode("train/learning_rate")).toBeNull();
});

it("writes shares as percent and others with four digits", () => {
  expect(formatMeasure("validation/accuracy", 0.98721)).toBe("98.72%");
  expect(formatMeasure("validation/loss", 0.123456)).toBe("0.1235");
  expect(formatMeasure("train/samples_per_second", 1234.5)).toBe("1,235");
  expect(formatMeasure("validation/f1", null)).toBe("–");
});
