import { expect, it } from "vitest";
import { formatDifference, largestFirst } from "./equivalence";

it("puts the largest difference first, and before it what is not finite", () => {
  const sorted = largestFirst([
    { parameter: "small", relativeDifference: 1e-7 },
    { parameter: "lost", relativeDifference: null },
    { parameter: "large", relativeDifference: 0.2 },
    { parameter: "lost too", relativeDifference: null },
  ]);
  expect(sorted.map(({ parameter }) => parameter)).toEqual(["lost", "lost too", "large", "small"]);
});

it("writes differences as small as rounding makes them, and says where there is no number", () => {
  expect(formatDifference(1.234e-7)).toBe("1.23E-7");
  expect(formatDifference(0)).toBe("0");
  expect(formatDifference(null)).toBe("not finite");
});
