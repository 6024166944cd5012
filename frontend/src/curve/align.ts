import { type Axis, type Bucket, type Curve, xOf } from "./curve";

/**
 * Columns over one x axis. A place that a curve has no point at is undefined there and drawn
 * through; a point that was not finite is null and leaves a gap.
 */
export interface AlignedCurves {
  xs: number[];
  columns: (number | null | undefined)[][];
}

/** A curve and what of its buckets is drawn. */
export interface Column {
  curve: Curve;
  value: (bucket: Bucket) => number | null;
}

export function alignCurves(columns: readonly Column[], axis: Axis): AlignedCurves {
  const rows = new Map<number, number>();
  const xs = [
    ...new Set(columns.flatMap(({ curve }) => curve.buckets.map((it) => xOf(axis, it)))),
  ].sort((a, b) => a - b);
  xs.forEach((x, row) => {
    rows.set(x, row);
  });
  return { xs, columns: columns.map((column) => spread(column, axis, rows)) };
}

function spread(
  { curve, value }: Column,
  axis: Axis,
  rows: ReadonlyMap<number, number>,
): (number | null | undefined)[] {
  const column = new Array<number | null | undefined>(rows.size).fill(undefined);
  for (const bucket of curve.buckets) column[rows.get(xOf(axis, bucket)) ?? 0] = value(bucket);
  return column;
}
