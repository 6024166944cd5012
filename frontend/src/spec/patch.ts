import { isCollection, isMap, isScalar, Pair, type YAMLMap } from "yaml";
import { nameOf, rangeOf, readDocument, type SpecDocument } from "./document";
import { flow, isMembers, type Members, type SpecValue } from "./yaml";

/** A field that has another value now; undefined where there is none any more. */
interface Change {
  path: readonly string[];
  value: SpecValue;
}

/**
 * Writes into a text what differs between two specs, and touches nothing else: other fields, comments,
 * the order and the layout stay. A new field goes behind the one that it follows in `after`.
 */
export function patch(document: SpecDocument, before: Members, after: Members): string {
  const order = (path: readonly string[]) => namesAt(after, path);
  const all = changes(before, after, []);
  // A group whose fields are exchanged is never empty in between, and so keeps its line.
  const sorted = [
    ...all.filter(({ value }) => value !== undefined),
    ...all.filter(({ value }) => value === undefined),
  ];
  return sorted.reduce(
    (current, change) => apply(current, change, order(change.path.slice(0, -1))),
    document,
  ).text;
}

function changes(before: SpecValue, after: SpecValue, path: readonly string[]): readonly Change[] {
  if (isMembers(before) || isMembers(after)) {
    const [old, now] = [isMembers(before) ? before : {}, isMembers(after) ? after : {}];
    const names = new Set([...Object.keys(old), ...Object.keys(now)]);
    return [...names].flatMap((name) => changes(old[name], now[name], [...path, name]));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, value: after }];
}

function namesAt(fields: Members, path: readonly string[]): readonly string[] {
  const inner = path.reduce<SpecValue>(
    (at, name) => (isMembers(at) ? at[name] : undefined),
    fields,
  );
  return isMembers(inner) ? Object.keys(inner) : [];
}

/** By cutting the text where that comes out right, else by writing the whole document again. */
function apply(document: SpecDocument, change: Change, order: readonly string[]): SpecDocument {
  const wanted = changed(document.fields, change.path, change.value);
  const cut =
    change.value === undefined ? removed(document, change) : written(document, change, order);
  const reading = cut === null ? null : readDocument(cut);
  if (reading?.document && same(reading.document.fields, wanted)) return reading.document;
  const again = readDocument(rewritten(document, change)).document;
  return again ?? document;
}

/** The fields after a change; a group that a removal leaves empty goes with it. */
function changed(fields: Members, [name, ...inner]: readonly string[], value: SpecValue): Members {
  if (name === undefined) return fields;
  const old = fields[name];
  const now = inner.length === 0 ? value : changed(isMembers(old) ? old : {}, inner, value);
  const { [name]: _, ...others } = fields;
  const gone = now === undefined || (value === undefined && isMembers(now) && isEmpty(now));
  return gone ? others : { ...fields, [name]: now };
}

const isEmpty = (members: Members) => Object.keys(members).length === 0;

function same(a: SpecValue, b: SpecValue): boolean {
  if (isMembers(a) && isMembers(b)) {
    const names = Object.keys(a);
    return names.length === Object.keys(b).length && names.every((name) => same(a[name], b[name]));
  }
  return JSON.stringify(a) === JSON.stringify(b);
}

function written(document: SpecDocument, { path, value }: Change, order: readonly string[]) {
  const { text } = document;
  const { map, rest } = deepest(document, path);
  const [name, ...inner] = rest;
  if (!map || name === undefined) return null;
  const nested = inner.reduceRight<SpecValue>((within, key) => ({ [key]: within }), value);
  const quoted = isJson(map, text);
  const write = quoted ? (it: SpecValue) => JSON.stringify(it) : flow;
  const existing = map.items.find((pair) => nameOf(pair.key) === name);
  if (existing && isCollection(existing.value) && !existing.value.flow) {
    const colon = text.indexOf(":", rangeOf(existing.key)[1]) + 1;
    const end = text.slice(0, rangeOf(existing.value)[1]).trimEnd().length;
    return splice(text, colon, end, ` ${write(nested)}`);
  }
  if (existing) {
    const [from, to] = rangeOf(existing.value);
    // Of an empty value, such as that of `seed:`, the place is known but not whether a blank is there.
    const blank = from === to && !/\s/.test(text.charAt(from - 1)) ? " " : "";
    return from === 0 ? null : splice(text, from, to, blank + write(nested));
  }
  const entry = quoted ? `${JSON.stringify(name)}: ${write(nested)}` : `${name}: ${write(nested)}`;
  const before = order.slice(0, order.indexOf(path[path.length - rest.length] ?? "")).reverse();
  const previous =
    before
      .map((each) => map.items.find((pair) => nameOf(pair.key) === each))
      .find((pair) => pair) ?? map.items.at(-1);
  if (!previous) return null;
  if (map.flow) {
    const value = rangeOf(previous.value);
    const end = value[1] || rangeOf(previous.key)[1];
    return splice(text, end, end, `, ${entry}`);
  }
  const from = rangeOf(previous.key)[0];
  const indent = text.slice(text.lastIndexOf("\n", from - 1) + 1, from);
  // The first entry of a list's item stands behind a dash.
  if (indent.trim() !== "") return null;
  const end = lineEnd(text, Math.max(rangeOf(previous.value)[1], rangeOf(previous.key)[1]));
  const lines = block(name, nested, indent);
  return splice(text, end, end, text.charAt(end - 1) === "\n" ? `${lines}\n` : `\n${lines}`);
}

/** A group on lines of its own, a value on one. */
function block(name: string, value: SpecValue, indent: string): string {
  if (!isMembers(value)) return `${indent}${name}: ${flow(value)}`;
  const inner = Object.entries(value).map(([key, each]) => block(key, each, `${indent}  `));
  return [`${indent}${name}:`, ...inner].join("\n");
}

function removed(document: SpecDocument, { path }: Change): string | null {
  const { text } = document;
  const { map, rest, parents } = deepest(document, path);
  if (!map || rest.length !== 1) return text;
  let [at, name] = [map, rest[0] as string];
  for (const parent of [...parents].reverse()) {
    if (at.items.length > 1) break;
    [at, name] = [parent.map, parent.name];
  }
  const index = at.items.findIndex((pair) => nameOf(pair.key) === name);
  const pair = at.items[index];
  if (!pair) return text;
  const [from] = rangeOf(pair.key);
  const to = Math.max(rangeOf(pair.value)[1], rangeOf(pair.key)[1]);
  if (!at.flow) {
    const begin = text.lastIndexOf("\n", from - 1) + 1;
    return text.slice(begin, from).trim() === ""
      ? splice(text, begin, lineEnd(text, to), "")
      : null;
  }
  const next = at.items[index + 1];
  if (next) return splice(text, from, rangeOf(next.key)[0], "");
  const previous = at.items[index - 1];
  return previous ? splice(text, rangeOf(previous.value)[1], to, "") : splice(text, from, to, "");
}

/** The innermost group on the way to a field, what is left of the way, and the groups around. */
function deepest({ tree }: SpecDocument, path: readonly string[]) {
  const parents: { map: YAMLMap; name: string }[] = [];
  let map = isMap(tree.contents) ? (tree.contents as YAMLMap) : null;
  let rest = path;
  while (map && rest.length > 1) {
    const [name = ""] = rest;
    const inner: unknown = map.get(name, true);
    if (!isMap(inner)) break;
    parents.push({ map, name });
    [map, rest] = [inner, rest.slice(1)];
  }
  return { map, rest, parents };
}

function isJson(map: YAMLMap, text: string): boolean {
  const [first] = map.items;
  return map.flow === true && first !== undefined && text.charAt(rangeOf(first.key)[0]) === '"';
}

/** The same by the library, which keeps comments but not every blank. */
function rewritten({ text }: SpecDocument, { path, value }: Change): string {
  const tree = readDocument(text).document?.tree;
  if (!tree) return text;
  if (value === undefined) tree.deleteIn(path);
  else if (tree.hasIn(path) || isMap(tree.getIn(path.slice(0, -1)))) tree.setIn(path, value);
  else setInside(tree.contents as unknown as YAMLMap, path, value);
  return tree.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** A value in place of one that can hold no fields. */
function setInside(map: YAMLMap, [name = "", ...inner]: readonly string[], value: SpecValue): void {
  const old: unknown = map.get(name, true);
  if (inner.length > 0 && isMap(old)) {
    setInside(old, inner, value);
    return;
  }
  const nested = inner.reduceRight<SpecValue>((within, key) => ({ [key]: within }), value);
  const pair = map.items.find((each) => isScalar(each.key) && each.key.value === name);
  if (pair) pair.value = nested;
  else map.items.push(new Pair(name, nested));
}

function splice(text: string, from: number, to: number, insertion: string): string {
  return text.slice(0, from) + insertion + text.slice(to);
}

/** Behind the line that a position stands in; a node that ends a line may end behind it already. */
function lineEnd(text: string, position: number): number {
  if (text.charAt(position - 1) === "\n") return position;
  const end = text.indexOf("\n", position);
  return end === -1 ? text.length : end + 1;
}
