import { describe, expect, it } from "vitest";
import type { Series } from "../api/types";
import { alignCurves } from "./align";
import { type Bucket, type Curves, gapsOf, mergeSeries, newestValue, toCurves } from "./curve";

describe("mergeSeries", () => {
  it("appends points that follow", () => {
    const curves = merge([loss([1, 2], [2.3, 2.1])], [loss([3], [1.9])]);
    expect(points(curves)).toEqual([
      [1, 2.3],
      [2, 2.1],
      [3, 1.9],
    ]);
  });

  it("overwrites points that are replayed and never doubles them", () => {
    const curves = merge([loss([1, 2, 3], [2.3, 2.1, 1.9])], [loss([2, 3, 4], [2.0, 1.8, 1.7])]);
    expect(points(curves)).toEqual([
      [1, 2.3],
      [2, 2.0],
      [3, 1.8],
      [4, 1.7],
    ]);
  });

  it("gives the same curve however often and in whatever order batches arrive", () => {
    const batches = [loss([1, 2], [5, 4]), loss([3, 4], [3, 2]), loss([5], [1])];
    const expected = points(merge(batches));
    expect(points(merge([...batches].reverse()))).toEqual(expected);
    expect(points(merge(batches, batches, [loss([3, 4], [3, 2])]))).toEqual(expected);
  });

  it("keeps the last of two points of one step in the same batch", () => {
    expect(points(merge([loss([1, 1], [5, 4])]))).toEqual([[1, 4]]);
  });

  it("holds values that are not finite as gaps", () => {
    const curves = merge([loss([1, 2, 3, 4], [1, "NaN", "-Infinity", 2])]);
    expect(points(curves).map(([, value]) => value)).toEqual([1, null, null, 2]);
    expect(gapsOf(curves["train/loss"])).toEqual({ count: 2, firstStep: 2 });
  });

  it("lets a replay fill a gap, and open one", () => {
    expect(points(merge([loss([1, 2], [1, "NaN"])], [loss([2], [3])]))).toEqual([
      [1, 1],
      [2, 3],
    ]);
    expect(points(merge([loss([1, 2], [1, 3])], [loss([2], ["NaN"])]))).toEqual([
      [1, 1],
      [2, null],
    ]);
  });

  it("leaves other curves and the given ones untouched", () => {
    const before = merge([loss([1], [2]), series("validation/accuracy", [1], [0.5])]);
    const after = mergeSeries(before, [loss([2], [1])]);
    expect(after["validation/accuracy"]).toBe(before["validation/accuracy"]);
    expect(points(before)).toEqual([[1, 2]]);
  });

  it("keeps a curve when a batch without points for it arrives", () => {
    expect(points(merge([loss([1], [2])], [loss([], [])]))).toEqual([[1, 2]]);
  });
});

describe("newestValue", () => {
  it("skips gaps at the end", () => {
    const curves = merge([loss([1, 2, 3], [2, 1, "NaN"])]);
    expect(newestValue(curves["train/loss"])).toBe(1);
    expect(newestValue(undefined)).toBeNull();
  });
});

describe("alignCurves", () => {
  it("tells a missing point from one that was not finite", () => {
    const curves = merge([
      loss([1, 2, 3], [3, "NaN", 1]),
      series("validation/loss", [3, 6], [2, 1]),
    ]);
    const columns = Object.values(curves).map((curve) => ({
      curve,
      value: (bucket: Bucket) => bucket.mean,
    }));
    expect(alignCurves(columns, "OPTIMIZER_STEP")).toEqual({
      xs: [1, 2, 3, 6],
      columns: [
        [3, null, 1, undefined],
        [undefined, undefined, 2, 1],
      ],
    });
    expect(alignCurves(columns, "SAMPLES_SEEN").xs).toEqual([10, 20, 30, 60]);
  });
});

describe("toCurves", () => {
  const curves = toCurves([
    {
      jobId: "",
      name: "train/loss",
      points: 21,
      firstOptimizerSteps: [1, 11, 21],
      optimizerSteps: [10, 20, 21],
      samplesSeen: [100, 200, 210],
      atMillis: [1, 2, 3],
      values: [4, "NaN", 2],
      counts: [10, 10, 1],
      means: [5, null, 2],
      minimums: [3, null, 2],
      maximums: [9, null, 2],
      nanCounts: [0, 9, 0],
      infinityCounts: [1, 0, 0],
      minusInfinityCounts: [0, 1, 0],
    },
  ]);

  it("keeps means, extremes and what was not finite", () => {
    expect(curves["train/loss"]?.buckets[0]).toMatchObject({ mean: 5, minimum: 3, maximum: 9 });
    expect(gapsOf(curves["train/loss"])).toEqual({ count: 11, firstStep: 1 });
  });

  it("takes live points behind its buckets and leaves those of several points alone", () => {
    const merged = mergeSeries(curves, [loss([15, 21, 22], [7, 1, 0])]);
    expect(points(merged)).toEqual([
      [10, 5],
      [20, null],
      [21, 1],
      [22, 0],
    ]);
  });
});

function merge(...batches: Series[][]): Curves {
  return batches.reduce(mergeSeries, {} as Curves);
}

function points(curves: Curves, name = "train/loss"): [number, number | null][] {
  return (curves[name]?.buckets ?? []).map(({ step, mean }) => [step, mean]);
}

function loss(steps: number[], values: Series["values"]): Series {
  return series("train/loss", steps, values);
}

function series(name: string, optimizerSteps: number[], values: Series["values"]): Series {
  const samplesSeen = optimizerSteps.map((step) => step * 10);
  return { name, optimizerSteps, values, samplesSeen, atMillis: optimizerSteps };
}
