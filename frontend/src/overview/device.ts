import type { Device } from "../api/types";

/** What a place of the map says at a glance. */
export type Occupancy = "FREE" | "TEAM" | "OTHERS" | "PROBLEM";

/** A device as the map shows it. */
export interface Place {
  occupancy: Occupancy;
  /** The team whose jobs run on it, the first by name of several; null where that is not known. */
  team: string | null;
}

/** Who has a device: a person sees the jobs of their own teams, and of others that it is taken. */
export function placeOf(device: Device, teamOf: ReadonlyMap<string, string>): Place {
  if (device.problem) return { occupancy: "PROBLEM", team: null };
  if (!device.busy) return { occupancy: "FREE", team: null };
  const [team] = device.jobIds.flatMap((id) => teamOf.get(id) ?? []).sort();
  return team === undefined ? { occupancy: "OTHERS", team: null } : { occupancy: "TEAM", team };
}

/** Colours that colour-blind people tell apart; later teams share them, so names stand beside. */
const COLORS = 7;

/** The colour of a team among others, by its place in their order. */
export function colorOf(team: string, teams: readonly string[]): string {
  const index = teams.indexOf(team);
  return index < 0 ? "var(--accrue-axis)" : `var(--accrue-series-${(index % COLORS) + 1})`;
}
