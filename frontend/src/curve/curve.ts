import type { CurveView, Series, XAxis } from "../api/types";

/**
 * Points of a stretch of optimizer steps, most often one. What is not finite is counted in `gaps`;
 * without a finite value the others are null, which a chart draws as a gap.
 */
export interface Bucket {
  firstStep: number;
  /** Of the last point, as are `samplesSeen` and `atMillis`. */
  step: number;
  samplesSeen: number;
  atMillis: number;
  mean: number | null;
  minimum: number | null;
  maximum: number | null;
  gaps: number;
}

/** One curve as the page keeps it, in the order of optimizer steps. */
export interface Curve {
  name: string;
  buckets: readonly Bucket[];
}

export type Curves = Readonly<Record<string, Curve>>;

/** What the server can read a part of a curve over. */
export type ServerAxis = XAxis;

/**
 * What a chart is drawn over: what the server knows, epochs, which are samples in another unit, or
 * the time since each curve's own beginning.
 */
export type Axis = ServerAxis | "EPOCH" | "ELAPSED_MILLIS";

/** What the server knows an axis of a job as. */
export function serverAxis(axis: Exclude<Axis, "ELAPSED_MILLIS">): ServerAxis {
  return axis === "EPOCH" ? "SAMPLES_SEEN" : axis;
}

/** Where a bucket stands on the axis; on that of epochs in samples. */
export function xOf(axis: Axis, bucket: Bucket): number {
  if (axis === "OPTIMIZER_STEP") return bucket.step;
  return axis === "SAMPLES_SEEN" || axis === "EPOCH" ? bucket.samplesSeen : bucket.atMillis;
}

/** Curves as the server reads them. */
export function toCurves(views: readonly CurveView[]): Curves {
  return Object.fromEntries(views.map((view) => [view.name, toCurve(view)]));
}

export function toCurve(view: CurveView): Curve {
  const buckets = view.optimizerSteps.map((step, index) => ({
    firstStep: view.firstOptimizerSteps[index] ?? step,
    step,
    samplesSeen: view.samplesSeen[index] ?? 0,
    atMillis: view.atMillis[index] ?? 0,
    mean: view.means[index] ?? null,
    minimum: view.minimums[index] ?? null,
    maximum: view.maximums[index] ?? null,
    gaps:
      (view.nanCounts[index] ?? 0) +
      (view.infinityCounts[index] ?? 0) +
      (view.minusInfinityCounts[index] ?? 0),
  }));
  return { name: view.name, buckets };
}

/** The curve over the time since `start`: clocks differ a little, so nothing is before it. */
export function since(start: number, curve: Curve): Curve {
  const buckets = curve.buckets.map((bucket) => ({
    ...bucket,
    atMillis: Math.max(0, bucket.atMillis - start),
  }));
  return { ...curve, buckets };
}

/** The curves after some points have arrived. What was replayed overwrites what was there. */
export function mergeSeries(curves: Curves, arrived: readonly Series[]): Curves {
  const merged: Record<string, Curve> = { ...curves };
  for (const series of arrived) {
    const points = toBuckets(series);
    const known = merged[series.name]?.buckets ?? [];
    if (points.length === 0 && merged[series.name]) continue;
    merged[series.name] = { name: series.name, buckets: mergeBuckets(known, points) };
  }
  return merged;
}

/** The newest finite value of a curve. */
export function newestValue(curve: Curve | undefined): number | null {
  return curve?.buckets.findLast((bucket) => bucket.mean !== null)?.mean ?? null;
}

/** How many values of a curve were not finite, and about where the first was. */
export function gapsOf(curve: Curve | undefined): { count: number; firstStep: number } {
  const buckets = curve?.buckets.filter((bucket) => bucket.gaps > 0) ?? [];
  return {
    count: buckets.reduce((count, bucket) => count + bucket.gaps, 0),
    firstStep: buckets[0]?.firstStep ?? 0,
  };
}

/** Each step once, the last one that was sent, in order. */
function toBuckets(series: Series): Bucket[] {
  const points = new Map<number, Bucket>();
  series.optimizerSteps.forEach((step, index) => {
    const value = finite(series.values[index]);
    points.set(step, {
      firstStep: step,
      step,
      samplesSeen: series.samplesSeen[index] ?? 0,
      atMillis: series.atMillis[index] ?? 0,
      mean: value,
      minimum: value,
      maximum: value,
      gaps: value === null ? 1 : 0,
    });
  });
  return [...points.values()].sort((a, b) => a.step - b.step);
}

/** The wire has the strings `NaN`, `Infinity` and `-Infinity` for what JSON cannot say. */
function finite(value: number | string | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function mergeBuckets(known: readonly Bucket[], arrived: readonly Bucket[]): readonly Bucket[] {
  const last = known.at(-1)?.step ?? Number.NEGATIVE_INFINITY;
  return (arrived[0]?.step ?? 0) > last ? known.concat(arrived) : interleave(known, arrived);
}

/** A point that falls into a bucket of several is in it already, or will be when it is read again. */
function interleave(known: readonly Bucket[], arrived: readonly Bucket[]): Bucket[] {
  const merged: Bucket[] = [];
  let right = 0;
  for (const bucket of known) {
    for (let next = arrived[right]; next && next.step < bucket.firstStep; next = arrived[right]) {
      merged.push(next);
      right++;
    }
    let same: Bucket | undefined;
    for (let next = arrived[right]; next && next.step <= bucket.step; next = arrived[right]) {
      same = next;
      right++;
    }
    merged.push(same && bucket.firstStep === bucket.step ? same : bucket);
  }
  return merged.concat(arrived.slice(right));
}
