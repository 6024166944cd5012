import type { Line } from "../curve/chartOptions";

/** How a job's line is drawn. */
export type Look = Pick<Line, "color" | "dash">;

/** Colours that colour-blind people tell apart; when they are used up, strokes differ as well. */
const COLORS = 7;
const DASHES: readonly (readonly number[] | undefined)[] = [
  undefined,
  [9, 4],
  [2, 3],
  [11, 3, 2, 3],
];

/** So many jobs can be told apart by how their lines look. */
export const DIFFERENT_LOOKS = COLORS * DASHES.length;

/** How the line of the nth job looks: 28 looks before one comes again. */
export function lookOf(index: number): Look {
  return lookIn(index % COLORS, Math.floor(index / COLORS));
}

/** How the nth line of a group looks. Groups beyond the colours begin with another stroke. */
export function lookIn(group: number, place: number): Look {
  const dash = DASHES[(place + Math.floor(group / COLORS)) % DASHES.length];
  return { color: `--accrue-series-${(group % COLORS) + 1}`, ...(dash && { dash }) };
}
