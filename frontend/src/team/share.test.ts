import { expect, it } from "vitest";
import type { Team } from "../api/types";
import { devicesHeld, shareOfUse } from "./share";

const team = (name: string, part: Partial<Team>): Team => ({
  team: name,
  weight: 1,
  guaranteedDevices: 0,
  queuedJobLimit: 100,
  usedDeviceSeconds: 0,
  ...part,
});

it("tells what share of the use a team has, and what share it is due", () => {
  const teams = [
    team("a", { weight: 3, usedDeviceSeconds: 100 }),
    team("b", { weight: 1, usedDeviceSeconds: 300 }),
  ];
  expect(teams.map((each) => shareOfUse(each, teams))).toEqual([
    { used: 0.25, due: 0.75 },
    { used: 0.75, due: 0.25 },
  ]);
});

it("has no share of nothing", () => {
  const alone = team("a", {});
  expect(shareOfUse(alone, [alone])).toEqual({ used: 0, due: 1 });
});

it("counts the devices that a team's jobs hold, a shared one for each team", () => {
  const held = devicesHeld(
    [{ jobIds: ["1", "2"] }, { jobIds: ["1"] }, { jobIds: ["3"] }, { jobIds: [] }],
    new Map([
      ["1", "a"],
      ["2", "b"],
    ]),
  );
  expect(Object.fromEntries(held)).toEqual({ a: 2, b: 1 });
});
