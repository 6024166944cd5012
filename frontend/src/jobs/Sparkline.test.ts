import { expect, it } from "vitest";
import { sparkPath } from "./Sparkline";

it("goes from edge to edge, with the least value at the bottom", () => {
  expect(sparkPath([4, 2, 3], 72, 22)).toBe("M1.0 2.0L36.0 20.0L71.0 11.0");
});

it("is a line where nothing changes", () => {
  expect(sparkPath([1, 1], 72, 22)).toBe("M1.0 20.0L71.0 20.0");
});
