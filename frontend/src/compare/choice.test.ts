import { expect, it } from "vitest";
import { idsOf, readChoice } from "./choice";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

it("reads what the address holds and leaves the rest out", () => {
  const jobs = `${id(1)},${id(2)}`;
  expect(readChoice({ jobs, series: "train/loss", over: "ELAPSED_MILLIS", log: true })).toEqual({
    jobs,
    series: "train/loss",
    over: "ELAPSED_MILLIS",
    log: true,
  });
  expect(readChoice({ jobs: 7, series: "<b>", over: "AT_MILLIS", log: "yes" })).toEqual({});
});

it("takes each job once, and no more than the server would", () => {
  expect(idsOf({ jobs: `${id(2)}, ${id(1)},no,${id(2).toUpperCase()}` })).toEqual([id(2), id(1)]);
  const many = Array.from({ length: 130 }, (_, n) => id(n)).join();
  expect(idsOf({ jobs: many })).toHaveLength(100);
});
