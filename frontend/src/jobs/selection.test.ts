import { expect, it } from "vitest";
import { MOST_JOBS } from "../compare/choice";
import { allOf, withJob, withRange } from "./selection";

const listed = ["a", "b", "c", "d"];

it("takes jobs in and out", () => {
  expect(withJob(["a"], "b", true)).toEqual(["a", "b"]);
  expect(withJob(["a", "b"], "a", false)).toEqual(["b"]);
  expect(withJob(["a"], "a", true)).toEqual(["a"]);
});

it("reaches from the job before to the one that is meant, in either direction", () => {
  expect(withRange([], listed, "b", "d", true)).toEqual(["b", "c", "d"]);
  expect(withRange(["d"], listed, "d", "b", true)).toEqual(["d", "b", "c"]);
  expect(withRange(listed, listed, "b", "c", false)).toEqual(["a", "d"]);
});

it("takes only the job itself when there is none before, or it is gone", () => {
  expect(withRange([], listed, null, "c", true)).toEqual(["c"]);
  expect(withRange([], listed, "gone", "c", true)).toEqual(["c"]);
});

it("stops where the server would refuse more", () => {
  const many = Array.from({ length: MOST_JOBS + 5 }, (_, index) => `job ${index}`);
  expect(withRange([], many, "job 0", `job ${MOST_JOBS + 4}`, true)).toHaveLength(MOST_JOBS);
  expect(allOf(many)).toHaveLength(MOST_JOBS);
});
