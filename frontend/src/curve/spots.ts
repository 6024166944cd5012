/** A place on a chart that tells what its marks mean. */
export interface Spot {
  /** Of the marks, in order. */
  marks: readonly number[];
  /** In pixels from the chart's left and top. */
  left: number;
  top: number;
  width: number;
}

/** So much a finger needs, and so much stays between the middles of two spots at least. */
export const SPOT_SIZE = 24;

/**
 * A spot for each mark, around its place; marks too near to be told apart with a finger share one.
 * A mark without a place is out of sight.
 */
export function spotsOf(places: readonly (number | null)[], top: number): readonly Spot[] {
  const inSight = places
    .flatMap((x, mark) => (x === null ? [] : [{ x, mark }]))
    .sort((one, other) => one.x - other.x || one.mark - other.mark);
  const groups: { x: number; mark: number }[][] = [];
  for (const each of inSight) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && each.x - last.x < SPOT_SIZE) group.push(each);
    else groups.push([each]);
  }
  return groups.map((group) => {
    const from = group[0]?.x ?? 0;
    const to = group.at(-1)?.x ?? from;
    return {
      marks: group.map(({ mark }) => mark).sort((one, other) => one - other),
      left: Math.round(from - SPOT_SIZE / 2),
      top: Math.round(top),
      width: Math.round(to - from + SPOT_SIZE),
    };
  });
}
