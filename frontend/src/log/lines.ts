import type { LogLine, LogPage, LogSummary } from "../api/types";

/** Lines that the page holds at a time; a log may have a million. */
export const MOST_LINES = 1_000;

/** A stretch of a log: lines in order, and whether there are others on either side. */
export interface Stretch {
  lines: readonly LogLine[];
  hasEarlier: boolean;
  hasLater: boolean;
  /** Whether a person wants to see the end of it first. */
  endFirst: boolean;
  log: LogSummary;
}

export function stretchOf(page: LogPage, endFirst: boolean): Stretch {
  const { lines, hasEarlier, hasLater, log } = page;
  return { lines, hasEarlier, hasLater, endFirst, log };
}

/** With the lines before it; the last ones give way. */
export function withEarlier(stretch: Stretch, page: LogPage): Stretch {
  const lines = [...page.lines, ...stretch.lines];
  return {
    lines: lines.slice(0, MOST_LINES),
    hasEarlier: page.hasEarlier,
    hasLater: stretch.hasLater || lines.length > MOST_LINES,
    endFirst: false,
    log: page.log,
  };
}

/** With the lines after it; the first ones give way. */
export function withLater(stretch: Stretch, page: LogPage): Stretch {
  return {
    ...withNew(stretch, page.lines),
    hasLater: page.hasLater,
    endFirst: false,
    log: page.log,
  };
}

/** With lines that have just come. What is there already is not shown twice. */
export function withNew(stretch: Stretch, arrived: readonly LogLine[]): Stretch {
  const last = stretch.lines.at(-1)?.number ?? 0;
  const lines = [...stretch.lines, ...arrived.filter((line) => line.number > last)];
  const lastLine = Math.max(stretch.log.lastLine, lines.at(-1)?.number ?? 0);
  return {
    ...stretch,
    lines: lines.slice(-MOST_LINES),
    hasEarlier: stretch.hasEarlier || lines.length > MOST_LINES,
    log: { ...stretch.log, lastLine },
  };
}

/** A piece of a line's text, and whether a search found it. */
export interface Piece {
  text: string;
  found: boolean;
  start: number;
}

/**
 * A line's text, divided by what a search found in it.
 *
 * @param marks pairs of the first character and the one after the last, in order
 * @param from where the first piece begins
 */
export function pieces(text: string, marks: readonly number[], from = 0): Piece[] {
  const result: Piece[] = [];
  let start = from;
  const add = (end: number, found: boolean) => {
    if (end > start) result.push({ text: text.slice(start, end), found, start });
    start = Math.max(start, end);
  };
  for (let index = 0; index + 1 < marks.length; index += 2) {
    add(marks[index] ?? 0, false);
    add(marks[index + 1] ?? 0, true);
  }
  add(text.length, false);
  return result;
}

/** The pieces without the level that many lines begin with, which stands beside them; it stays where a search found it. */
export function piecesOf({ text, level }: LogLine, marks: readonly number[]): Piece[] {
  const begin = level.length + 1;
  const own = text.startsWith(`${level} `) && (marks[0] ?? begin) >= begin;
  return pieces(text, marks, own ? begin : 0);
}
