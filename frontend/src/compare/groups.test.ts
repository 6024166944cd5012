import { expect, it } from "vitest";
import { groupsOf, looksOf } from "./groups";
import { lookOf } from "./looks";

it("groups jobs by what they have in a field, numbers by size", () => {
  expect(groupsOf(["128", "32", undefined, "128"])).toEqual([
    { value: "32", jobs: [1] },
    { value: "128", jobs: [0, 3] },
    { value: undefined, jobs: [2] },
  ]);
  expect(groupsOf(["sgd", "adamw"]).map(({ value }) => value)).toEqual(["adamw", "sgd"]);
});

it("gives a group one colour, and each job within it a stroke of its own", () => {
  const looks = looksOf(4, groupsOf(["128", "32", "32", "128"]));
  expect(looks[0]?.color).toBe(looks[3]?.color);
  expect(looks[1]?.color).toBe(looks[2]?.color);
  expect(looks[0]?.color).not.toBe(looks[1]?.color);
  expect(looks[0]?.dash).not.toEqual(looks[3]?.dash);
});

it("gives each job a look of its own without groups", () => {
  expect(looksOf(9, null)).toEqual(Array.from({ length: 9 }, (_, index) => lookOf(index)));
});

it("tells more jobs than there are looks apart by colour alone", () => {
  const looks = looksOf(29, null);
  expect(looks.every(({ dash }) => dash === undefined)).toBe(true);
  expect(looks[8]?.color).toBe(lookOf(1).color);
});
