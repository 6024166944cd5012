import type { Curve } from "./curve";

/** How much of a curve's noise is taken out before it is drawn. */
export type Smoothing =
  | { by: "none" }
  | { by: "ema"; weight: number }
  | { by: "window"; points: number };

type Values = readonly (number | null)[];

/** The curve with its means smoothed; its extremes stay those of its points. */
export function smoothed(curve: Curve, smoothing: Smoothing): Curve {
  if (smoothing.by === "none") return curve;
  const raw = curve.buckets.map(({ mean }) => mean);
  const means =
    smoothing.by === "ema"
      ? movingAverage(raw, smoothing.weight)
      : windowMean(raw, smoothing.points);
  const buckets = curve.buckets.map((bucket, index) => ({ ...bucket, mean: means[index] ?? null }));
  return { ...curve, buckets };
}

/**
 * The exponential moving average without the pull of its beginning at zero, as TensorBoard draws
 * it: a = w a + (1 - w) v, divided by 1 - w^n after n values (`resmoothDataset` in tensorboard's
 * vz_line_chart2/line-chart.ts). A gap stays one, and the average goes on behind it.
 */
export function movingAverage(values: Values, weight: number): (number | null)[] {
  let average = 0;
  let missing = 1;
  return values.map((value) => {
    if (value === null) return null;
    average = weight * average + (1 - weight) * value;
    missing *= weight;
    return average / (1 - missing);
  });
}

/**
 * The mean of so many points around each, fewer at the ends, so that nothing is moved along the
 * axis. Gaps stay gaps and count for nothing beside them.
 */
export function windowMean(values: Values, points: number): (number | null)[] {
  const sums = [0];
  const counts = [0];
  values.forEach((value, index) => {
    sums.push((sums[index] ?? 0) + (value ?? 0));
    counts.push((counts[index] ?? 0) + (value === null ? 0 : 1));
  });
  const aside = Math.floor(points / 2);
  return values.map((value, index) => {
    if (value === null) return null;
    const from = Math.max(0, index - aside);
    const to = Math.min(values.length, index + aside + 1);
    return ((sums[to] ?? 0) - (sums[from] ?? 0)) / ((counts[to] ?? 0) - (counts[from] ?? 0));
  });
}
