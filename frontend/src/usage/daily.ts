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

/** The hours of all teams on one day by UTC. */
export interface TeamDay {
  day: string;
  teams: readonly { team: string; hours: number }[];
}

/** Days from the first on with the teams that held devices on them, by name. */
export function teamDaysOf(rows: readonly UsageRow[], from: string, days: number): TeamDay[] {
  return Array.from({ length: days }, (_, index): TeamDay => {
    const day = new Date(Date.parse(from) + index * DAY).toISOString().slice(0, 10);
    const held = rows.flatMap(({ team, period, deviceHours }) =>
      team && period === day && deviceHours > 0 ? [{ team, hours: deviceHours }] : [],
    );
    return { day, teams: held.sort((a, b) => (a.team < b.team ? -1 : 1)) };
  });
}
