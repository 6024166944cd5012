import { expect, it } from "vitest";
import type { Device } from "../api/types";
import { colorOf, placeOf } from "./device";

const device = (part: Partial<Device>): Device =>
  ({ busy: true, jobIds: [], problem: null, ...part }) as Device;

const teamOf = new Map([
  ["1", "vision"],
  ["2", "speech"],
]);

it("tells who has a device, as far as the person may know", () => {
  expect(placeOf(device({ jobIds: ["1"] }), teamOf)).toEqual({ occupancy: "TEAM", team: "vision" });
  expect(placeOf(device({ jobIds: ["1", "2"] }), teamOf).team).toBe("speech");
  expect(placeOf(device({ jobIds: [] }), teamOf).occupancy).toBe("OTHERS");
  expect(placeOf(device({ busy: false }), teamOf).occupancy).toBe("FREE");
  expect(placeOf(device({ jobIds: ["1"], problem: "hot" }), teamOf).occupancy).toBe("PROBLEM");
});

it("gives a team the same colour wherever it stands, and none to others", () => {
  const teams = ["a", "b", "c", "d", "e", "f", "g", "h"];
  expect(colorOf("b", teams)).toBe("var(--accrue-series-2)");
  expect(colorOf("h", teams)).toBe(colorOf("a", teams));
  expect(colorOf("x", teams)).toBe("var(--accrue-axis)");
});
