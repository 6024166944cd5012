import { expect, it } from "vitest";
import type { UsageRow } from "../api/types";
import { beginningOf, daysOf, hoursOf, teamDaysOf } from "./daily";

const row = (team: string, period: string, useful: number): UsageRow => ({
  team,
  period,
  attempts: 1,
  deviceHours: useful + 0.5,
  usefulDeviceHours: useful,
  redoneDeviceHours: 0.25,
  probeDeviceHours: 0,
  wastedDeviceHours: 0.25,
  idleDeviceHours: 0.25,
});

it("begins at midnight by UTC, today included", () => {
  const now = Date.parse("2026-03-01T23:30:00Z");
  expect(beginningOf(1, now)).toBe("2026-03-01T00:00:00.000Z");
  expect(beginningOf(30, now)).toBe("2026-01-31T00:00:00.000Z");
});

it("has each day once, of its own team, and zeros where nothing was held", () => {
  const rows = [row("ours", "2026-02-28", 2), row("theirs", "2026-03-01", 9)];
  const days = daysOf(rows, "ours", "2026-02-27T00:00:00.000Z", 3);
  expect(days.map(({ day }) => day)).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
  expect(days.map(hoursOf)).toEqual([0, 2.5, 0]);
});

it("has each day once with the teams that held devices on it", () => {
  const rows = [
    row("theirs", "2026-02-28", 1),
    row("ours", "2026-02-28", 2),
    row("idle", "2026-03-01", -0.5),
  ];
  const days = teamDaysOf(rows, "2026-02-27T00:00:00.000Z", 3);
  expect(days).toEqual([
    { day: "2026-02-27", teams: [] },
    {
      day: "2026-02-28",
      teams: [
        { team: "ours", hours: 2.5 },
        { team: "theirs", hours: 1.5 },
      ],
    },
    { day: "2026-03-01", teams: [] },
  ]);
});
