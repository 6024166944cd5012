import { expect, it } from "vitest";
import { nextIndex } from "./rowKeys";

it("goes from row to row and stops at the ends", () => {
  expect(nextIndex("ArrowDown", 3, 10)).toBe(4);
  expect(nextIndex("j", 9, 10)).toBe(9);
  expect(nextIndex("k", 0, 10)).toBe(0);
  expect(nextIndex("J", 3, 10)).toBe(4);
  expect(nextIndex("ArrowUp", 5, 10)).toBe(4);
  expect(nextIndex("Home", 5, 10)).toBe(0);
  expect(nextIndex("End", 5, 10)).toBe(9);
  expect(nextIndex("Enter", 5, 10)).toBeNull();
});
