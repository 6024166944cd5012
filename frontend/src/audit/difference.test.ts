import { expect, it } from "vitest";
import { changesOf } from "./difference";

it("shows what a change took away and what it put there", () => {
  expect(
    changesOf({
      before: { role: "MEMBER", weight: 1, same: [1, 2] },
      after: { role: "MAINTAINER", limit: 4, same: [1, 2] },
    }),
  ).toEqual([
    { field: "role", before: "MEMBER", after: "MAINTAINER" },
    { field: "weight", before: "1", after: undefined },
    { field: "limit", before: undefined, after: "4" },
  ]);
});

it("takes what was made or deleted as all of it", () => {
  expect(changesOf({ before: null, after: { name: "a", labels: { zone: "b c" } } })).toEqual([
    { field: "name", before: undefined, after: "a" },
    { field: "labels", before: undefined, after: '{zone: "b c"}' },
  ]);
  expect(changesOf({ before: { name: "a", note: null } })).toEqual([
    { field: "name", before: "a", after: undefined },
  ]);
  expect(changesOf({})).toEqual([]);
});
