/** Keys that lead to the one before and to the one behind. */
export interface ArrowKeys {
  back: readonly string[];
  forward: readonly string[];
}

/** Where a key leads from one of some things in a row; null for keys that lead nowhere. */
export function stepBy(
  { back, forward }: ArrowKeys,
  key: string,
  index: number,
  count: number,
): number | null {
  if (back.includes(key)) return Math.max(index - 1, 0);
  if (forward.includes(key)) return Math.min(index + 1, count - 1);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return null;
}
