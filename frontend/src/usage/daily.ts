import type { UsageRow } from "../api/types";

const DAY = 86_400_000;

/** What a team's devices did on one day by UTC, in hours. */
export interface UsageDay {
  day: string;
  useful: number;
  wasted: number;
  idle: number;
}

/** The beginning by UTC of the first of so many days, the last of which is today. */
export function beginningOf(days: number, nowMillis: number): string {
  const today = Math.floor(nowMillis / DAY) * DAY;
  return new Date(today - (days - 1) * DAY).toISOString();
}

/** A team's days from the first on, those on which it held no device too. */
export function daysOf(rows: readonly UsageRow[], team: string, from: string, days: number) {
  const told = new Map(rows.filter((row) => row.team === team).map((row) => [row.period, row]));
  return Array.from({ length: days }, (_, index): UsageDay => {
    const day = new Date(Date.parse(from) + index * DAY).toISOString().slice(0, 10);
    const row = told.get(day);
    return {
      day,
      useful: row?.usefulDeviceHours ?? 0,
      wasted: row?.wastedDeviceHours ?? 0,
      idle: row?.idleDeviceHours ?? 0,
    };
  });
}

export const hoursOf = ({ useful, wasted, idle }: UsageDay): number => useful + wasted + idle;
