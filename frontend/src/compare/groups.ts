import type { Difference } from "./differences";
import { DIFFERENT_LOOKS, type Look, lookIn, lookOf } from "./looks";

/** A value that some of the jobs have in common; undefined of those that have none. */
export interface Group {
  value: string | undefined;
  /** Places of the jobs among those that are compared. */
  jobs: readonly number[];
}

/** Jobs by what they have in a field: by size where all are numbers, by name otherwise. */
export function groupsOf(values: Difference["values"]): Group[] {
  const jobs = new Map<string | undefined, number[]>();
  values.forEach((value, index) => {
    jobs.set(value, [...(jobs.get(value) ?? []), index]);
  });
  return [...jobs]
    .map(([value, places]) => ({ value, jobs: places }))
    .sort((a, b) => compareValues(a.value, b.value));
}

/**
 * How each job's line looks: the colour is its group's, the stroke its place within it. Of more jobs
 * than there are looks, colours alone: strokes would tell nobody apart, and take long to draw.
 */
export function looksOf(count: number, groups: readonly Group[] | null): Look[] {
  const looks = Array.from({ length: count }, (_, index) => lookOf(index));
  groups?.forEach(({ jobs }, group) => {
    jobs.forEach((job, place) => {
      looks[job] = lookIn(group, place);
    });
  });
  return count > DIFFERENT_LOOKS ? looks.map(({ color }) => ({ color })) : looks;
}

/** Numbers by size, words by the alphabet, and what is missing last. */
export function compareValues(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? a.localeCompare(b) : difference;
}
