import { expect, it } from "vitest";
import type { Job } from "../api/types";
import { withNewest } from "./merge";

const job = (minute: number, state = "RUNNING"): Job =>
  ({
    id: `job ${minute}`,
    state,
    createdAt: `2026-11-24T10:${String(minute).padStart(2, "0")}:00Z`,
  }) as Job;

const ids = (jobs: readonly Job[] | null) => jobs?.map(({ id }) => Number(id.slice(4)));

it("puts new jobs in front and takes known ones as they are now", () => {
  const read = [5, 4, 3, 2, 1].map((minute) => job(minute));
  const items = [job(7), job(6), job(5, "FAILED"), job(4)];
  const merged = withNewest(read, { items, more: true });
  expect(ids(merged)).toEqual([7, 6, 5, 4, 3, 2, 1]);
  expect(merged?.[2]?.state).toBe("FAILED");
});

it("drops what has left the newest part", () => {
  const read = [5, 4, 3, 2, 1].map((minute) => job(minute));
  expect(ids(withNewest(read, { items: [job(5), job(3)], more: true }))).toEqual([5, 3, 2, 1]);
  expect(ids(withNewest(read, { items: [job(5)], more: false }))).toEqual([5]);
});

it("says when it cannot tell what is between the new and the old", () => {
  const read = [3, 2, 1].map((minute) => job(minute));
  expect(withNewest(read, { items: [job(30), job(29)], more: true })).toBeNull();
  expect(ids(withNewest([], { items: [job(30)], more: true }))).toEqual([30]);
});
