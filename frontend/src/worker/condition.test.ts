import { expect, it } from "vitest";
import type { Device, Worker } from "../api/types";
import { conditionOf, memoryShare } from "./condition";

const at = "2026-11-24T10:00:00Z";
const worker: Worker = {
  id: "w",
  name: "rack-1",
  labels: {},
  devices: [],
  lastHeartbeatAt: at,
  silent: false,
};
const condition = (part: Partial<Worker>) => conditionOf({ ...worker, ...part });

it("says the gravest of what is the matter with a worker", () => {
  expect(condition({})).toBe("READY");
  expect(condition({ drainingAt: at })).toBe("DRAINING");
  expect(condition({ drainingAt: at, problem: "the disk is full" })).toBe("PROBLEM");
  expect(condition({ silent: true, problem: "the disk is full" })).toBe("SILENT");
  expect(condition({ leftAt: at, drainingAt: at })).toBe("LEFT");
});

it("knows the share of the memory only where the device says what it uses", () => {
  const device = (used: number | null, memoryBytes: number) =>
    ({ memoryBytes, latest: { at, memoryBytes: used } }) as Device;
  expect(memoryShare(device(250, 1000))).toBe(0.25);
  expect(memoryShare(device(1200, 1000))).toBe(1);
  expect(memoryShare(device(null, 1000))).toBeNull();
  expect(memoryShare(device(0, 0))).toBeNull();
});
