import type { Series } from "../api/types";

/**
 * One curve as the page keeps it: one point for each optimizer step, in order. A value that is not
 * finite is null, which a chart draws as a gap.
 */
export interface Curve {
  name: string;
  optimizerSteps: number[];
  values: (number | null)[];
}

export type Curves = Readonly<Record<string, Curve>>;

/** The curves after some points have arrived. What was replayed overwrites what was there. */
export function mergeSeries(curves: Curves, arrived: readonly Series[]): Curves {
  const merged: Record<string, Curve> = { ...curves };
  for (const series of arrived) {
    const points = toCurve(series);
    if (points.optimizerSteps.length === 0 && merged[series.name]) continue;
    const known = merged[series.name];
    merged[series.name] = known ? mergeCurve(known, points) : points;
  }
  return merged;
}

/** The newest point of a curve that holds a finite value. */
export function newestValue(curve: Curve | undefined): number | null {
  return curve?.values.findLast((value) => value !== null) ?? null;
}

/** The optimizer steps at which a curve's value was not finite. */
export function gapSteps(curve: Curve | undefined): number[] {
  return curve?.optimizerSteps.filter((_, index) => curve.values[index] === null) ?? [];
}

function toCurve(series: Series): Curve {
  const points = new Map<number, number | null>();
  series.optimizerSteps.forEach((step, index) => {
    points.set(step, finite(series.values[index]));
  });
  const optimizerSteps = [...points.keys()].sort((a, b) => a - b);
  return {
    name: series.name,
    optimizerSteps,
    values: optimizerSteps.map((step) => points.get(step) ?? null),
  };
}

/** The wire has the strings `NaN`, `Infinity` and `-Infinity` for what JSON cannot say. */
function finite(value: number | string | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function mergeCurve(known: Curve, arrived: Curve): Curve {
  const first = arrived.optimizerSteps[0] ?? Number.POSITIVE_INFINITY;
  const last = known.optimizerSteps.at(-1) ?? Number.NEGATIVE_INFINITY;
  return first > last ? append(known, arrived) : interleave(known, arrived);
}

function append(known: Curve, arrived: Curve): Curve {
  return {
    name: known.name,
    optimizerSteps: known.optimizerSteps.concat(arrived.optimizerSteps),
    values: known.values.concat(arrived.values),
  };
}

function interleave(known: Curve, arrived: Curve): Curve {
  const merged: Curve = { name: known.name, optimizerSteps: [], values: [] };
  let left = 0;
  let right = 0;
  while (left < known.optimizerSteps.length || right < arrived.optimizerSteps.length) {
    const leftStep = known.optimizerSteps[left] ?? Number.POSITIVE_INFINITY;
    const rightStep = arrived.optimizerSteps[right] ?? Number.POSITIVE_INFINITY;
    merged.optimizerSteps.push(Math.min(leftStep, rightStep));
    merged.values.push(
      (rightStep <= leftStep ? arrived.values[right] : known.values[left]) ?? null,
    );
    if (leftStep <= rightStep) left++;
    if (rightStep <= leftStep) right++;
  }
  return merged;
}
