import { describe, expect, it } from "vitest";
import type { Bucket, Curve } from "./curve";
import { usualRange } from "./outliers";
import { movingAverage, smoothed, windowMean } from "./smoothing";

describe("movingAverage", () => {
  it("begins at the first value and stays at values that do not change", () => {
    expect(movingAverage([7], 0.9)[0]).toBeCloseTo(7, 12);
    for (const value of movingAverage([3, 3, 3, 3], 0.99)) expect(value).toBeCloseTo(3, 10);
  });

  it("weighs each value by the weight to the power of its age", () => {
    const last = movingAverage([1, 2, 4], 0.5)[2];
    expect(last).toBeCloseTo((4 + 2 * 0.5 + 1 * 0.25) / 1.75, 12);
  });

  it("leaves gaps as they are and goes on behind them as if there were none", () => {
    const [first, gap, second] = movingAverage([1, null, 2], 0.6);
    expect(gap).toBeNull();
    expect([first, second]).toEqual(movingAverage([1, 2], 0.6));
  });

  it("changes nothing with a weight of 0", () => {
    expect(movingAverage([1, 5, 2], 0)).toEqual([1, 5, 2]);
  });
});

describe("windowMean", () => {
  it("takes the mean of what is around, and of fewer at the ends", () => {
    expect(windowMean([1, 2, 6, 4], 3)).toEqual([1.5, 3, 4, 5]);
  });

  it("keeps a straight line where it is", () => {
    expect(windowMean([1, 2, 3, 4, 5], 3).slice(1, 4)).toEqual([2, 3, 4]);
  });

  it("leaves gaps as they are and out of the means", () => {
    expect(windowMean([1, null, 3], 3)).toEqual([1, null, 3]);
    expect(windowMean([null, 2, 4], 3)).toEqual([null, 3, 3]);
  });
});

describe("smoothed", () => {
  it("leaves extremes and places alone, and without smoothing everything", () => {
    const curve = curveOf([1, 2, 6]);
    expect(smoothed(curve, { by: "none" })).toBe(curve);
    const even = smoothed(curve, { by: "window", points: 3 });
    expect(even.buckets.map(({ mean }) => mean)).toEqual([1.5, 3, 4]);
    expect(even.buckets.map(({ maximum }) => maximum)).toEqual([2, 3, 7]);
    expect(even.buckets.map(({ step }) => step)).toEqual([0, 1, 2]);
  });
});

describe("usualRange", () => {
  it("leaves out a spike", () => {
    const values = Array.from({ length: 50 }, (_, index) => 1 + index / 100);
    values[20] = 1000;
    expect(usualRange([curveOf(values)])).toEqual([1.01, 1.49]);
  });

  it("leaves out a hundredth at either end of many values", () => {
    const values = Array.from({ length: 1000 }, (_, index) => index);
    expect(usualRange([curveOf(values)])).toEqual([10, 989]);
  });

  it("leaves out nothing of few values, and knows of none where there is none", () => {
    expect(usualRange([curveOf([1, 2, 1000])])).toEqual([1, 1000]);
    expect(usualRange([curveOf([null])])).toBeNull();
  });

  it("judges each curve by itself: one of few points is no outlier of another", () => {
    const values = Array.from({ length: 100 }, (_, index) => index);
    expect(usualRange([curveOf(values), curveOf([500])])).toEqual([1, 500]);
  });
});

function curveOf(means: readonly (number | null)[]): Curve {
  const buckets = means.map(
    (mean, step): Bucket => ({
      firstStep: step,
      step,
      samplesSeen: step,
      atMillis: step,
      mean,
      minimum: mean === null ? null : mean - 1,
      maximum: mean === null ? null : mean + 1,
      gaps: mean === null ? 1 : 0,
    }),
  );
  return { name: "train/loss", buckets };
}
