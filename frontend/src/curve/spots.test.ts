import { describe, expect, it } from "vitest";
import { SPOT_SIZE, spotsOf } from "./spots";

describe("spotsOf", () => {
  it("stands around each mark, in the order of their places", () => {
    expect(spotsOf([200, 100], 8)).toEqual([
      { marks: [1], left: 88, top: 8, width: SPOT_SIZE },
      { marks: [0], left: 188, top: 8, width: SPOT_SIZE },
    ]);
  });

  it("leaves out marks that are out of sight", () => {
    expect(spotsOf([null, 50, null], 0).map(({ marks }) => marks)).toEqual([[1]]);
  });

  it("joins marks that a finger could not tell apart, and no spot lies on another", () => {
    const places = [10, 12, 30, 53, 77, 100.4, 300];
    const spots = spotsOf(places, 0);
    expect(spots.map(({ marks }) => marks)).toEqual([[0, 1, 2, 3], [4, 5], [6]]);
    for (const [index, { left, width }] of spots.entries()) {
      expect(left + width).toBeLessThanOrEqual(spots[index + 1]?.left ?? Number.POSITIVE_INFINITY);
      expect(width).toBeGreaterThanOrEqual(SPOT_SIZE);
    }
  });
});
