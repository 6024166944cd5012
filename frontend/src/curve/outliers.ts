import type { Curve } from "./curve";

/** The share of a curve's values that is left out at either end. */
const LEFT_OUT = 0.01;
/** Of fewer values none is an outlier; of more, one at either end may be. */
const FEW = 20;

/**
 * Between what all but the extreme values of some curves lie; null without values.
 *
 * @param least values up to it do not count
 */
export function usualRange(
  curves: readonly Curve[],
  least = Number.NEGATIVE_INFINITY,
): readonly [number, number] | null {
  const ranges = curves.flatMap(({ buckets }) => {
    const values = buckets.flatMap(({ mean }) => (mean !== null && mean > least ? mean : []));
    const range = withoutExtremes(values);
    return range ? [range] : [];
  });
  if (ranges.length === 0) return null;
  return [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
}

function withoutExtremes(values: readonly number[]): readonly [number, number] | null {
  const sorted = [...values].sort((a, b) => a - b);
  const out = sorted.length < FEW ? 0 : Math.max(1, Math.floor(sorted.length * LEFT_OUT));
  const low = sorted[out];
  const high = sorted[sorted.length - 1 - out];
  return low === undefined || high === undefined ? null : [low, high];
}
