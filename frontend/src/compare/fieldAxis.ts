import { compareValues } from "./groups";

/** What stands on an axis: a field's words or numbers, or results. */
export type AxisValue = string | number | null | undefined;

/** An axis for the values that jobs have: numbers by size, anything else as names in order. */
export type FieldAxis =
  | { kind: "number"; logarithmic: boolean; least: number; greatest: number }
  | { kind: "names"; names: readonly string[] };

/** Numbers that are so far apart are drawn by their logarithm. */
const FAR_APART = 20;

export function axisOf(values: readonly AxisValue[]): FieldAxis {
  const present = values.filter((value) => value !== null && value !== undefined && value !== "");
  const numbers = present.map(Number);
  if (numbers.length === 0 || numbers.some((number) => !Number.isFinite(number))) {
    const names = [...new Set(present.map(String))].sort(compareValues);
    return { kind: "names", names };
  }
  const [least, greatest] = [Math.min(...numbers), Math.max(...numbers)];
  const logarithmic = least > 0 && greatest / least >= FAR_APART;
  return { kind: "number", logarithmic, least, greatest };
}

/** Where a value stands, from 0 to 1; null where there is none. */
export function placeOn(axis: FieldAxis, value: AxisValue): number | null {
  if (value === null || value === undefined || value === "") return null;
  if (axis.kind === "names") {
    const index = axis.names.indexOf(String(value));
    return index < 0 ? null : share(index, 0, axis.names.length - 1);
  }
  const number = Number(value);
  if (!Number.isFinite(number)) return null;
  return axis.logarithmic
    ? share(Math.log(number), Math.log(axis.least), Math.log(axis.greatest))
    : share(number, axis.least, axis.greatest);
}

/** Marks of the axis, each with its place: the ends and what is between, or every name. */
export function marksOf(axis: FieldAxis): { value: string | number; place: number }[] {
  if (axis.kind === "names") {
    return axis.names.map((value) => ({ value, place: placeOn(axis, value) ?? 0 }));
  }
  const { least, greatest, logarithmic } = axis;
  if (least === greatest) return [{ value: least, place: 0.5 }];
  const middle = logarithmic ? Math.sqrt(least * greatest) : (least + greatest) / 2;
  return [
    { value: least, place: 0 },
    { value: middle, place: 0.5 },
    { value: greatest, place: 1 },
  ];
}

/** In the middle where there is only one value. */
function share(value: number, from: number, to: number): number {
  return to > from ? (value - from) / (to - from) : 0.5;
}
