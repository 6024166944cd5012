import { expect, it } from "vitest";
import { shifted, wheelPixels } from "./pan";

it("moves a part and keeps its width, up to the ends", () => {
  expect(shifted([10, 20], 5, [0, 100])).toEqual([15, 25]);
  expect(shifted([10, 20], -50, [0, 100])).toEqual([0, 10]);
  expect(shifted([10, 20], 500, [0, 100])).toEqual([90, 100]);
  expect(shifted([0, 100], 7, [0, 100])).toEqual([0, 100]);
});

it("leaves turns of the wheel to the page unless they go sideways", () => {
  const turn = { deltaX: 0, deltaY: 0, shiftKey: false };
  expect(wheelPixels({ ...turn, deltaY: 40 })).toBe(0);
  expect(wheelPixels({ ...turn, deltaX: 30, deltaY: 2 })).toBe(30);
  expect(wheelPixels({ ...turn, deltaY: 40, shiftKey: true })).toBe(40);
});
