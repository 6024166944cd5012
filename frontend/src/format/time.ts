import { LOCALE } from "../strings";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto", style: "short" });
const absolute = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "long" });
const clock = new Intl.DateTimeFormat(LOCALE, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
});
const precise = new Intl.DateTimeFormat(LOCALE, { dateStyle: "short", timeStyle: "medium" });
const minute = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
const second = new Intl.DateTimeFormat(LOCALE, { timeStyle: "medium" });
const dayOfYear = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short" });
const calendarDay = new Intl.DateTimeFormat(LOCALE, {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" });
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium" });

/** A day such as `2026-11-27`, which no zone moves. */
export function formatDay(date: string): string {
  return calendarDay.format(new Date(`${date}T00:00:00Z`));
}

/** Milliseconds since 1970 as an instant in the viewer's zone. */
export function formatMillis(millis: number): string {
  return precise.format(millis);
}

/** An instant to the minute, in the viewer's zone. */
export function formatMoment(instant: string): string {
  return moment.format(new Date(instant));
}

/** A mark of a time axis, as fine as the time between two marks asks for. */
export function formatTimeMark(millis: number, betweenMillis: number): string {
  if (betweenMillis >= DAY) return dayOfYear.format(millis);
  return (betweenMillis >= MINUTE ? minute : second).format(millis);
}

/** An instant in the viewer's zone, with the zone named. */
export function formatInstant(instant: string): string {
  return absolute.format(new Date(instant));
}

/** The time of day of an instant to the millisecond, in the viewer's zone. */
export function formatClock(instant: string): string {
  return clock.format(new Date(instant));
}

/** How long ago, such as `3 min ago`; a date after a month. */
export function formatAge(instant: string, nowMillis: number): string {
  // Clocks differ a little: what the server stamped may lie in this machine's future.
  const elapsed = Math.max(0, nowMillis - Date.parse(instant));
  if (elapsed < 5 * SECOND) return relative.format(0, "second");
  if (elapsed < MINUTE) return relative.format(-Math.floor(elapsed / SECOND), "second");
  if (elapsed < HOUR) return relative.format(-Math.floor(elapsed / MINUTE), "minute");
  if (elapsed < DAY) return relative.format(-Math.floor(elapsed / HOUR), "hour");
  if (elapsed < 30 * DAY) return relative.format(-Math.floor(elapsed / DAY), "day");
  return day.format(new Date(instant));
}

/** A duration in its two largest units, such as `1 h 12 min`. */
export function formatDuration(millis: number): string {
  const [days, hours, minutes, seconds] = split(Math.max(0, millis));
  if (days) return `${days} d ${hours} h`;
  if (hours) return `${hours} h ${minutes} min`;
  if (minutes) return `${minutes} min ${seconds} s`;
  return `${seconds} s`;
}

/** Seconds as a stopwatch shows them, such as `1:05` or `2:00:00`. */
export function formatStopwatch(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (part: number) => String(part).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function split(millis: number): [number, number, number, number] {
  return [
    Math.floor(millis / DAY),
    Math.floor((millis % DAY) / HOUR),
    Math.floor((millis % HOUR) / MINUTE),
    Math.floor((millis % MINUTE) / SECOND),
  ];
}
