import { expect, it } from "vitest";
import type { LogLine, LogPage } from "../api/types";
import {
  MOST_LINES,
  pieces,
  piecesOf,
  type Stretch,
  stretchOf,
  withEarlier,
  withLater,
  withNew,
} from "./lines";

const log = { lastLine: 5_000, sizeBytes: 1, full: false, complete: false, deleted: false };

it("never holds more lines than it should, and knows that there are others", () => {
  let stretch: Stretch = stretchOf(page(1, 400), true);
  for (let first = 401; first <= 2_000; first += 400) {
    stretch = withNew(stretch, lines(first, first + 399));
  }
  expect(numbers(stretch)).toEqual([1_001, 2_000]);
  expect(stretch.lines).toHaveLength(MOST_LINES);
  expect(stretch.hasEarlier).toBe(true);

  const back = withEarlier(stretch, page(601, 1_000, { hasEarlier: true }));
  expect(numbers(back)).toEqual([601, 1_600]);
  expect(back.hasLater).toBe(true);

  const forth = withLater(back, page(1_601, 2_000));
  expect(numbers(forth)).toEqual([1_001, 2_000]);
  expect(forth.hasLater).toBe(false);
});

it("shows a line once although it came twice", () => {
  const stretch = withNew(stretchOf(page(1, 10), true), lines(8, 12));
  expect(stretch.lines.map((line) => line.number)).toEqual(
    Array.from({ length: 12 }, (_, index) => index + 1),
  );
});

it("marks what was found", () => {
  const text = (marks: number[]) =>
    pieces("the loss is nan", marks).map((piece) => (piece.found ? `[${piece.text}]` : piece.text));
  expect(text([4, 8, 12, 15])).toEqual(["the ", "[loss]", " is ", "[nan]"]);
  expect(text([0, 15])).toEqual(["[the loss is nan]"]);
  expect(text([])).toEqual(["the loss is nan"]);
  expect(pieces("", [])).toEqual([]);
});

it("does not say a line's level twice", () => {
  const line = (text: string, marks: number[] = [], level: LogLine["level"] = "INFO") =>
    piecesOf({ ...lines(1, 1)[0], text, level } as LogLine, marks).map((piece) => piece.text);
  expect(line("INFO saved a checkpoint")).toEqual(["saved a checkpoint"]);
  expect(line("INFO saved a checkpoint", [5, 10])).toEqual(["saved", " a checkpoint"]);
  expect(line("INFO saved", [0, 4])).toEqual(["INFO", " saved"]);
  expect(line("INFORMED", [])).toEqual(["INFORMED"]);
  expect(line("INFO of a line that is worse", [], "ERROR")).toEqual([
    "INFO of a line that is worse",
  ]);
});

function page(first: number, last: number, rest: Partial<LogPage> = {}): LogPage {
  return {
    attemptNumber: 1,
    lines: lines(first, last),
    hasEarlier: false,
    hasLater: false,
    log,
    ...rest,
  };
}

function lines(first: number, last: number): LogLine[] {
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    number: first + index,
    at: "2026-01-01T00:00:00Z",
    stream: "OUTPUT",
    level: "INFO",
    text: `line ${first + index}`,
  }));
}

function numbers(stretch: Stretch): (number | undefined)[] {
  return [stretch.lines[0]?.number, stretch.lines.at(-1)?.number];
}
