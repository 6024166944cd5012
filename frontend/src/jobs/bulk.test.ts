import { expect, it } from "vitest";
import type { BulkOperation, BulkResult, Job } from "../api/types";
import { after, concerned, countDone, orderFor, refusals, undoOf } from "./bulk";

const job = (id: string, fields: Partial<Job> = {}): Job =>
  ({ id, state: "QUEUED", held: false, priority: 0, cancelRequested: false, ...fields }) as Job;

const answer = (done: string[], refused: [string, string][] = []): BulkResult => ({
  items: [
    ...done.map((jobId) => ({ jobId, done: true, state: "QUEUED" as const })),
    ...refused.map(([jobId, detail]) => ({ jobId, done: false, code: "WRONG_STATE", detail })),
  ],
});

const operation = (of: BulkOperation["operation"], priority: number | null = null) => ({
  operation: of,
  priority,
  jobs: [],
});

it("offers what would change something", () => {
  const jobs = [
    job("waits"),
    job("held", { held: true }),
    job("starts", { state: "ASSIGNED" }),
    job("ending", { state: "RUNNING", cancelRequested: true }),
    job("failed", { state: "FAILED" }),
    job("succeeded", { state: "SUCCEEDED" }),
  ];
  const ids = (action: Parameters<typeof concerned>[0]) =>
    concerned(action, jobs).map(({ id }) => id);
  expect(ids("HOLD")).toEqual(["waits"]);
  expect(ids("RELEASE")).toEqual(["held"]);
  expect(ids("CHANGE_PRIORITY")).toEqual(["waits", "held", "starts", "ending"]);
  expect(ids("MOVE_TO_FRONT")).toEqual(["waits", "held"]);
  expect(ids("REQUEUE")).toEqual(["failed"]);
  expect(concerned("PREEMPT", [...jobs, job("runs", { state: "RUNNING" })])).toMatchObject([
    { id: "runs" },
  ]);
  expect(ids("CANCEL")).toEqual(["waits", "held", "starts"]);
});

it("undoes what was done, and only that", () => {
  const before = [job("a"), job("b"), job("c")];
  const done = answer(["a", "c"], [["b", "it is being started"]]);
  expect(undoOf(operation("HOLD"), before, done)).toEqual([
    { operation: "RELEASE", priority: null, jobs: ["a", "c"] },
  ]);
  expect(undoOf(operation("RELEASE"), before, done)).toEqual([
    { operation: "HOLD", priority: null, jobs: ["a", "c"] },
  ]);
  expect(undoOf(operation("HOLD"), before, answer([], [["a", "no"]]))).toEqual([]);
});

it("gives each job the priority back that it had", () => {
  const before = [job("a", { priority: 3 }), job("b"), job("c", { priority: 3 })];
  const undo = undoOf(operation("CHANGE_PRIORITY", 9), before, answer(["a", "b", "c"]));
  expect(undo).toEqual([
    { operation: "CHANGE_PRIORITY", priority: 3, jobs: ["a", "c"] },
    { operation: "CHANGE_PRIORITY", priority: 0, jobs: ["b"] },
  ]);
});

it("raises what runs first and lowers it last, so that it need not make room in between", () => {
  const jobs = [job("waits"), job("runs", { state: "RUNNING" }), job("waits too")];
  const change = (to: number) => orderFor(jobs, ({ priority }) => priority, to);
  expect(change(7)).toEqual(["runs", "waits", "waits too"]);
  expect(change(-7)).toEqual(["waits", "waits too", "runs"]);
  const [undo] = undoOf(operation("CHANGE_PRIORITY", 7), jobs, answer(["waits", "runs"]));
  expect(undo?.jobs).toEqual(["waits", "runs"]);
});

it("does not pretend that an end can be undone", () => {
  expect(undoOf(operation("CANCEL"), [job("a")], answer(["a"]))).toEqual([]);
  expect(undoOf(operation("REQUEUE"), [job("a")], answer(["a"]))).toEqual([]);
});

it("shows jobs as they are afterwards", () => {
  expect(after(job("a"), operation("HOLD"), "QUEUED").held).toBe(true);
  expect(after(job("a", { held: true }), operation("RELEASE"), "QUEUED").held).toBe(false);
  expect(after(job("a"), operation("CHANGE_PRIORITY", 7), "QUEUED").priority).toBe(7);
  expect(after(job("a"), operation("CANCEL"), "RUNNING").cancelRequested).toBe(true);
  expect(after(job("a"), operation("CANCEL"), "CANCELED").cancelRequested).toBe(false);
  expect(after(job("a", { state: "FAILED" }), operation("REQUEUE"), "QUEUED").state).toBe("QUEUED");
});

it("counts what was done and names each reason once", () => {
  const result = answer(
    ["a"],
    [
      ["b", "no"],
      ["c", "no"],
      ["d", "never"],
    ],
  );
  expect(countDone([result, answer(["e"])])).toBe(2);
  expect(refusals(result)).toEqual(["no", "never"]);
});
