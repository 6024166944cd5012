import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { strings } from "../strings";
import type { Members } from "./yaml";

const text = strings.submit.yaml;

/** More than any spec needs, and little enough to be read again with each key. */
export const LONGEST_SPEC = 200_000;

/** Where a text is wrong, and what is: positions count characters, lines and columns from one. */
export interface SpecError {
  message: string;
  line: number;
  column: number;
  from: number;
  to: number;
}

/** A text that was understood: its tree, which knows where everything stands, and its fields. */
export interface SpecDocument {
  text: string;
  tree: Document.Parsed;
  lines: LineCounter;
  fields: Members;
}

export type Reading =
  | { document: SpecDocument; error: null }
  | { document: null; error: SpecError };

/** Reads YAML, and so JSON as well. Whether the fields make a spec is for the server to say. */
export function readDocument(source: string): Reading {
  if (source.length > LONGEST_SPEC) return refused(text.tooLong, source, 0, 0);
  const lines = new LineCounter();
  const tree = parseDocument(source, { lineCounter: lines, prettyErrors: false });
  const [first] = tree.errors;
  if (first) return refused(first.message, source, first.pos[0], first.pos[1]);
  if (tree.contents === null) return refused(text.empty, source, 0, 0);
  if (!isMap(tree.contents)) return refused(text.noFields, source, 0, source.length);
  try {
    return { document: { text: source, tree, lines, fields: tree.toJS() }, error: null };
  } catch (error) {
    // Too many aliases, which would stand for more than anyone wrote.
    return refused(error instanceof Error ? error.message : String(error), source, 0, 0);
  }
}

function refused(message: string, source: string, from: number, to: number): Reading {
  const begin = Math.min(from, source.length);
  const before = source.slice(0, begin).split("\n");
  const position = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  const error = {
    message,
    ...position,
    from: begin,
    to: Math.min(Math.max(begin, to), source.length),
  };
  return { document: null, error };
}

/** Where a field stands, or what it would stand in where it is missing. */
export interface Place {
  line: number;
  from: number;
  to: number;
  missing: boolean;
}

/** The place of a field as the server names it, such as `training.tasks[0].loss`. */
export function placeOf({ tree, lines }: SpecDocument, field: string): Place {
  let node: unknown = tree.contents;
  let range: readonly [number, number] = [0, 0];
  let rest = field === "(body)" ? "" : field;
  while (rest !== "") {
    const next = stepInto(node, rest);
    if (!next) break;
    ({ node, range, rest } = next);
  }
  const [from, to] = range;
  return { line: lines.linePos(from).line, from, to, missing: rest !== "" };
}

interface Step {
  node: unknown;
  range: readonly [number, number];
  rest: string;
}

function stepInto(node: unknown, path: string): Step | null {
  if (isSeq(node)) {
    const [matched, index] = /^\[(\d+)\]\.?/.exec(path) ?? [];
    const item = node.items[Number(index)];
    if (matched === undefined || item === undefined) return null;
    return { node: item, range: rangeOf(item), rest: path.slice(matched.length) };
  }
  if (!isMap(node)) return null;
  // Names of labels have points in them: the longest name that the path begins with.
  const fitting = node.items
    .map((pair) => ({ pair, name: nameOf(pair.key) }))
    .filter(
      ({ name }) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`),
    )
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (!fitting) return null;
  const { pair, name } = fitting;
  const scalar = isScalar(pair.value) && pair.value.range && pair.value.source !== "";
  const end = scalar ? rangeOf(pair.value)[1] : rangeOf(pair.key)[1];
  const rest = path.slice(name.length).replace(/^\./, "");
  return { node: pair.value, range: [rangeOf(pair.key)[0], end], rest };
}

export function rangeOf(node: unknown): readonly [number, number] {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : null;
  return Array.isArray(range) ? [range[0], range[1]] : [0, 0];
}

export function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}
