import { expect, it } from "vitest";
import type { Curves } from "../curve/curve";
import { moreCharts } from "./moreCurves";

it("has a chart for each series that is not drawn already, those with names first", () => {
  const charts = moreCharts(
    curves("validation/f1", "train/loss", "memory/peak_bytes", "train/gradient_norm"),
  );
  expect(charts.map(({ key }) => key)).toEqual([
    "train/gradient_norm",
    "memory/peak_bytes",
    "validation/f1",
  ]);
});

it("draws both losses of a task together", () => {
  const charts = moreCharts(
    curves("validation/digit/loss", "train/digit/loss", "train/parity/loss", "validation/loss"),
  );
  expect(charts.map(({ task, curves }) => [task, curves.map(({ name }) => name)])).toEqual([
    ["digit", ["train/digit/loss", "validation/digit/loss"]],
    ["parity", ["train/parity/loss"]],
  ]);
});

it("has no chart for a series without points", () => {
  expect(
    moreCharts({ "train/gradient_norm": { name: "train/gradient_norm", buckets: [] } }),
  ).toEqual([]);
});

function curves(...names: string[]): Curves {
  const bucket = {
    firstStep: 1,
    step: 1,
    samplesSeen: 1,
    atMillis: 1,
    mean: 1,
    minimum: 1,
    maximum: 1,
    gaps: 0,
  };
  return Object.fromEntries(names.map((name) => [name, { name, buckets: [bucket] }]));
}
