import { expect, it } from "vitest";
import { changesOf, saysFieldsOnly } from "./difference";

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

it("keeps what changed and is not shown", () => {
  const changes = changesOf({
    before: { password_hash: "…", disabled: false },
    after: { password_hash: "…", disabled: true },
  });
  expect(changes.map(({ field }) => field)).toEqual(["password_hash", "disabled"]);
  expect(saysFieldsOnly("disabled, password_hash", changes)).toBe(true);
  expect(saysFieldsOnly("gets no new work", changes)).toBe(false);
});
