import type { Curve } from "./curve";

/**
 * Columns over one x axis. A step that a curve has no point for is undefined there and drawn
 * through; a point that was not finite is null and leaves a gap.
 */
export interface AlignedCurves {
  optimizerSteps: number[];
  columns: (number | null | undefined)[][];
}

export function alignCurves(curves: readonly Curve[]): AlignedCurves {
  const [only] = curves;
  if (curves.length === 1 && only) {
    return { optimizerSteps: only.optimizerSteps, columns: [only.values] };
  }
  const steps = new Set(curves.flatMap((curve) => curve.optimizerSteps));
  const optimizerSteps = [...steps].sort((a, b) => a - b);
  const rows = new Map(optimizerSteps.map((step, row) => [step, row]));
  return { optimizerSteps, columns: curves.map((curve) => spread(curve, rows)) };
}

function spread(curve: Curve, rows: ReadonlyMap<number, number>): (number | null | undefined)[] {
  const column = new Array<number | null | undefined>(rows.size).fill(undefined);
  curve.optimizerSteps.forEach((step, index) => {
    column[rows.get(step) ?? 0] = curve.values[index];
  });
  return column;
}
