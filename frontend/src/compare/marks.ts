import { formatLoss } from "../format/numbers";

const LONGEST = 14;

/** A mark of an axis: a number with as many digits as it needs, or a name that fits. */
export function writtenMark(value: string | number): string {
  if (typeof value === "number") return formatLoss(value);
  return value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value;
}
