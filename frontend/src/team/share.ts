import type { Device, Team } from "../api/types";

/** From 0 to 1: what a team has used of late among those that are seen, and what it is due. */
export interface ShareOfUse {
  used: number;
  due: number;
}

export function shareOfUse(team: Team, all: readonly Team[]): ShareOfUse {
  const sum = (of: (team: Team) => number) => all.reduce((total, each) => total + of(each), 0);
  const part = (value: number, total: number) => (total > 0 ? value / total : 0);
  return {
    used: part(
      team.usedDeviceSeconds,
      sum((each) => each.usedDeviceSeconds),
    ),
    due: part(
      team.weight,
      sum((each) => each.weight),
    ),
  };
}

/** How many devices the jobs of each team hold now, of the jobs whose team is known. */
export function devicesHeld(
  devices: readonly Pick<Device, "jobIds">[],
  teamOf: ReadonlyMap<string, string>,
): Map<string, number> {
  const held = new Map<string, number>();
  for (const { jobIds } of devices) {
    const teams = new Set(jobIds.flatMap((id) => teamOf.get(id) ?? []));
    for (const team of teams) held.set(team, (held.get(team) ?? 0) + 1);
  }
  return held;
}
