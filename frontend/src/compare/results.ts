import type { CurveView } from "../api/types";
import { goodMode } from "../measure/measures";

/** What became of a series: where it is last, and its extremes. */
export interface Result {
  /** Null where the last value is not finite, or there is none. */
  final: number | null;
  least: number | null;
  greatest: number | null;
}

/** Results by the name of the series, from curves in one bucket each. */
export function toResults(views: readonly CurveView[]): Readonly<Record<string, Result>> {
  return Object.fromEntries(
    views.map((view) => {
      const final = view.values.at(-1);
      return [
        view.name,
        {
          final: typeof final === "number" ? final : null,
          least: extreme(Math.min, view.minimums),
          greatest: extreme(Math.max, view.maximums),
        },
      ];
    }),
  );
}

function extreme(
  of: (...values: number[]) => number,
  values: readonly (number | null)[],
): number | null {
  const finite = values.filter((value) => value !== null);
  return finite.length > 0 ? of(...finite) : null;
}

/** A column of the table: one number of each job, and which of them is the best of all. */
export interface ResultColumn {
  kind: "final" | "least" | "greatest";
  values: (number | null)[];
  best: number | null;
}

/** The columns of a series: where it ended, and the good extreme; both where none is better. */
export function resultColumns(
  series: string,
  results: readonly (Result | undefined)[],
): ResultColumn[] {
  const mode = goodMode(series);
  const column = (kind: ResultColumn["kind"]): ResultColumn => {
    const values = results.map((result) => result?.[kind] ?? null);
    const of = mode === "min" ? Math.min : Math.max;
    return { kind, values, best: mode && results.length > 1 ? extreme(of, values) : null };
  };
  const extremes: ResultColumn["kind"][] =
    mode === "min" ? ["least"] : mode === "max" ? ["greatest"] : ["least", "greatest"];
  return [column("final"), ...extremes.map(column)];
}
