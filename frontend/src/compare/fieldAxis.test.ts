import { expect, it } from "vitest";
import { axisOf, marksOf, placeOn } from "./fieldAxis";

it("places numbers by size, by their logarithm where they are far apart", () => {
  const near = axisOf(["32", "64", undefined, "48"]);
  expect(near).toMatchObject({ kind: "number", logarithmic: false });
  expect([32, "48", 64].map((value) => placeOn(near, value))).toEqual([0, 0.5, 1]);
  const far = axisOf([0.001, 0.1]);
  expect(far).toMatchObject({ logarithmic: true });
  expect(placeOn(far, 0.01)).toBeCloseTo(0.5);
  expect(marksOf(far)[1]?.value).toBeCloseTo(0.01);
});

it("places names in order, and lists are names", () => {
  const axis = axisOf(["sgd", "adamw", "[16, 32]"]);
  expect(axis).toEqual({ kind: "names", names: ["[16, 32]", "adamw", "sgd"] });
  expect(placeOn(axis, "adamw")).toBe(0.5);
  expect(marksOf(axis)).toHaveLength(3);
});

it("has no place for what is missing, and the middle for the only value", () => {
  const axis = axisOf([null, undefined, 5]);
  expect(placeOn(axis, null)).toBeNull();
  expect(placeOn(axis, 5)).toBe(0.5);
  expect(marksOf(axis)).toEqual([{ value: 5, place: 0.5 }]);
  expect(placeOn(axisOf([]), "x")).toBeNull();
});
