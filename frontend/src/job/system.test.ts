import { expect, it } from "vitest";
import type { Device, Job, Worker } from "../api/types";
import type { Attempt } from "./attempts";
import { machineOf, newestSound } from "./system";

const device = (ordinal: number, jobIds: string[] = []) =>
  ({ ordinal, name: `GPU ${ordinal}`, jobIds }) as unknown as Device;
const worker = (name: string, devices: Device[]) => ({ name, devices }) as unknown as Worker;
const attempt = (fields: Partial<Attempt>) =>
  ({ worker: null, devices: null, endedAt: null, ...fields }) as Attempt;
const job = { id: "job" } as Job;

it("finds the devices of the newest attempt, and says which are gone", () => {
  const workers = [worker("a", [device(0)]), worker("b", [device(0), device(1), device(2)])];
  const attempts = [
    attempt({ worker: "a" }),
    attempt({ worker: "b", devices: "1, 4", endedAt: 5 }),
  ];
  expect(machineOf(job, attempts, workers)).toMatchObject({
    name: "b",
    devices: [{ ordinal: 1 }],
    lost: [4],
  });
});

it("knows the machine of an attempt while another one is waited for", () => {
  const attempts = [attempt({ worker: "a", devices: "0", endedAt: 5 }), attempt({})];
  expect(machineOf(job, attempts, [worker("a", [device(0)])])).toMatchObject({
    name: "a",
    devices: [{ ordinal: 0 }],
  });
});

it("asks the worker itself where the events do not tell, while it runs", () => {
  const workers = [worker("pod", [device(0)]), worker("pod", [device(0, ["job"])])];
  const running = machineOf(job, [attempt({ worker: "pod" })], workers);
  expect(running?.worker).toBe(workers[1]);
  expect(running?.devices).toHaveLength(1);
  expect(machineOf(job, [attempt({ worker: "pod", endedAt: 5 })], workers)?.devices).toEqual([]);
});

it("keeps the name of a worker that is gone", () => {
  expect(machineOf(job, [attempt({ worker: "gone", devices: "3" })], [])).toEqual({
    name: "gone",
    worker: null,
    ordinals: "3",
    devices: [],
    lost: [],
  });
  expect(machineOf(job, [attempt({})], [])).toBeNull();
});

it("leaves damaged checkpoints out", () => {
  const newest = newestSound([
    { optimizerStep: 10 },
    { optimizerStep: 30, damage: "a chunk" },
    { optimizerStep: 20, damage: null },
  ]);
  expect(newest?.optimizerStep).toBe(20);
});
