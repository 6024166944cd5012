import { LOCALE, strings } from "../strings";

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const upToTwo = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat(LOCALE, { style: "percent", minimumFractionDigits: 2 });
const shortPercent = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 2 });
const significant = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 4 });
const farFromOne = new Intl.NumberFormat(LOCALE, {
  notation: "scientific",
  maximumSignificantDigits: 3,
});

const LEAST_HOURS = 0.01;

export const formatCount = (value: number): string => whole.format(value);

export const formatDecimal = (value: number): string => upToTwo.format(value);

/** Hours that are not none but few are not said to be none. */
export function formatHours(hours: number): string {
  return hours > 0 && hours < LEAST_HOURS ? `< ${LEAST_HOURS}` : formatDecimal(hours);
}

/** A share from 0 to 1, as 98.72 %. */
export function formatShare(value: number | null | undefined): string {
  return value == null ? strings.none : percent.format(value);
}

/** The same for an axis: no more digits than it needs. */
export const formatShareTick = (value: number): string => shortPercent.format(value);

/** A loss, with as many digits as tell neighbours apart. */
export function formatLoss(value: number | null | undefined): string {
  if (value == null || typeof value !== "number" || !Number.isFinite(value)) return strings.none;
  const size = Math.abs(value);
  const far = size !== 0 && (size < 1e-4 || size >= 1e6);
  return (far ? farFromOne : significant).format(value);
}

export function formatRate(value: number | null | undefined): string {
  return value == null ? strings.none : whole.format(value);
}

export function formatBytes(bytes: number, digits = 3): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  return new Intl.NumberFormat(LOCALE, {
    style: "unit",
    unit: units[power] ?? "byte",
    maximumSignificantDigits: digits,
  }).format(bytes / 1000 ** power);
}
