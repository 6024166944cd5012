import type { Job } from "../api/types";

/** The newest jobs as they are now, and whether there are older ones. */
export interface Newest {
  items: readonly Job[];
  more: boolean;
}

/**
 * A list that was read in pages, with its newest part as it is now: what is as new as that part is
 * in it, or is not in the list any more. Null when so much came that nobody knows what is between
 * the two: then the pages have to be read anew.
 */
export function withNewest(read: readonly Job[], { items, more }: Newest): readonly Job[] | null {
  if (!more) return items;
  const last = items.at(-1);
  if (!last || read.length === 0) return items;
  const fresh = new Set(items.map(({ id }) => id));
  if (!read.some(({ id }) => fresh.has(id))) return null;
  const older = read.filter((job) => job.createdAt <= last.createdAt && !fresh.has(job.id));
  return [...items, ...older];
}
