import { MOST_JOBS } from "../compare/choice";

/** A selection with one more job, or without one that it had; full as it is, it stays so. */
export function withJob(selected: readonly string[], id: string, on: boolean): readonly string[] {
  if (!on) return selected.filter((each) => each !== id);
  if (selected.includes(id) || selected.length >= MOST_JOBS) return selected;
  return [...selected, id];
}

/**
 * A selection with all jobs from one to another, or without them. From a job that is not listed any
 * more only the other one is reached.
 */
export function withRange(
  selected: readonly string[],
  listed: readonly string[],
  from: string | null,
  to: string,
  on: boolean,
): readonly string[] {
  const start = from === null ? -1 : listed.indexOf(from);
  const end = listed.indexOf(to);
  if (start < 0 || end < 0) return withJob(selected, to, on);
  const range = listed.slice(Math.min(start, end), Math.max(start, end) + 1);
  return range.reduce((ids, id) => withJob(ids, id, on), selected);
}

/** The first of the listed jobs, as many as can be selected. */
export const allOf = (listed: readonly string[]): readonly string[] => listed.slice(0, MOST_JOBS);
