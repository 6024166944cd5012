import type { Line } from "../curve/chartOptions";

/** Colours that colour-blind people tell apart; when they are used up, strokes differ as well. */
const COLORS = 7;
const DASHES: readonly (readonly number[] | undefined)[] = [
  undefined,
  [9, 4],
  [2, 3],
  [11, 3, 2, 3],
];

/** How the line of the nth job looks: 28 looks before one comes again. */
export function lookOf(index: number): Pick<Line, "color" | "dash"> {
  const dash = DASHES[Math.floor(index / COLORS) % DASHES.length];
  return { color: `--accrue-series-${(index % COLORS) + 1}`, ...(dash && { dash }) };
}
