import { linearTicks, logarithmicTicks, timeTicks } from "./ticks";

/** From where to where an axis goes. */
export interface Extent {
  from: number;
  to: number;
  logarithmic: boolean;
}

export interface DrawnLine {
  label: string;
  /** As CSS writes it, as are all colours here. */
  color: string;
  dash: readonly number[];
  dots: boolean;
  mean: Column;
  /** Before smoothing. */
  raw: Column | null;
  minimum: Column;
  maximum: Column;
}

/** A null is a gap, what is undefined is drawn through. */
export type Column = ArrayLike<number | null | undefined>;

/** A chart as it stands on the page. */
export interface Drawing {
  title: string;
  width: number;
  height: number;
  x: Extent & { label: string; time: boolean; format: (value: number, between: number) => string };
  y: Extent & { format: (value: number) => string };
  xs: ArrayLike<number>;
  lines: readonly DrawnLine[];
  marks: readonly { x: number; sign: string; color: string }[];
  colors: { ground: string; text: string; axis: string; grid: string };
}

const LEFT = 64;
const RIGHT = 16;
const TOP = 40;
const FOOT = 36;
const LEGEND_LINE = 20;
const CHARACTER = 6.6;
const SWATCH = 20;
const BETWEEN = 18;

type Place = (value: number) => number;

/** A chart in vectors: its title, axes, curves with what is around them, marks and names. */
export function chartSvg(drawing: Drawing): string {
  const { title, width, colors } = drawing;
  const names = legend(drawing);
  const bottom = drawing.height - FOOT - names.height;
  const x = place(drawing.x, LEFT, width - RIGHT);
  const y = place(drawing.y, bottom, TOP);
  const area = `x="${LEFT}" y="${TOP}" width="${width - LEFT - RIGHT}" height="${bottom - TOP}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${drawing.height}" viewBox="0 0 ${width} ${drawing.height}" role="img" font-family="Inter, system-ui, sans-serif" font-size="12">`,
    `<title>${escapeXml(title)}</title>`,
    `<defs><clipPath id="area"><rect ${area}/></clipPath></defs>`,
    `<rect width="${width}" height="${drawing.height}" fill="${escapeXml(colors.ground)}"/>`,
    text(title, LEFT, 22, colors.text, 'font-size="15" font-weight="600"'),
    ...yAxis(drawing, y),
    ...xAxis(drawing, x, bottom),
    '<g clip-path="url(#area)">',
    ...drawing.lines.map((line) => band(drawing, line, x, y)),
    ...drawing.lines.flatMap((line) => [
      ...(line.raw ? stroke(drawing, line, line.raw, x, y) : []),
      ...stroke(drawing, line, line.mean, x, y),
    ]),
    ...drawing.marks.flatMap((mark) => markAt(mark, x, bottom, colors.ground)),
    "</g>",
    ...names.parts.map((part) => part(bottom + FOOT)),
    "</svg>",
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function place({ from, to, logarithmic }: Extent, start: number, end: number): Place {
  const scale = logarithmic ? Math.log10 : (value: number) => value;
  const [low, high] = [scale(from), scale(to)];
  const share = (value: number) => (high === low ? 0.5 : (scale(value) - low) / (high - low));
  return (value) => start + share(value) * (end - start);
}

function yAxis({ y: extent, width, colors }: Drawing, y: Place): string[] {
  const ticks = extent.logarithmic ? logarithmicTicks(extent, 6) : linearTicks(extent, 5).at;
  return ticks.flatMap((tick) => [
    `<path d="M${LEFT} ${round(y(tick))}H${width - RIGHT}" stroke="${escapeXml(colors.grid)}"/>`,
    text(extent.format(tick), LEFT - 8, y(tick) + 4, colors.axis, 'text-anchor="end"'),
  ]);
}

function xAxis({ x: extent, width, colors }: Drawing, x: Place, bottom: number): string[] {
  const most = Math.max(2, Math.floor((width - LEFT - RIGHT) / 90));
  const { at, between } = extent.logarithmic
    ? { at: logarithmicTicks(extent, most), between: 1 }
    : (extent.time ? timeTicks : linearTicks)(extent, most);
  const label = text(
    extent.label,
    width - RIGHT,
    bottom + FOOT - 4,
    colors.axis,
    'text-anchor="end" font-size="11"',
  );
  const ticks = at.map((tick) =>
    text(extent.format(tick, between), x(tick), bottom + 16, colors.axis, 'text-anchor="middle"'),
  );
  return [...ticks, label];
}

/** What lies between the extremes, one piece for each stretch without a gap. */
function band({ xs }: Drawing, line: DrawnLine, x: Place, y: Place): string {
  const pieces = stretches(xs, line.minimum).map((rows) => {
    const edge = (column: Column, order: readonly number[]) =>
      order.map((row) => `${round(x(xs[row] ?? 0))} ${round(y(column[row] ?? 0))}`).join("L");
    return `M${edge(line.maximum, rows)}L${edge(line.minimum, [...rows].reverse())}Z`;
  });
  return pieces.length === 0
    ? ""
    : `<path d="${pieces.join("")}" fill="${escapeXml(line.color)}" fill-opacity="0.22"/>`;
}

function stroke({ xs }: Drawing, line: DrawnLine, column: Column, x: Place, y: Place): string[] {
  const behind = column === line.raw;
  const color = escapeXml(line.color);
  const faint = behind ? ' stroke-opacity="0.38"' : "";
  const points = stretches(xs, column).map((rows) =>
    rows.map((row) => `${round(x(xs[row] ?? 0))} ${round(y(column[row] ?? 0))}`),
  );
  if (points.length === 0) return [];
  const path = points.map((piece) => `M${piece.join("L")}`).join("");
  const dash = line.dash.length > 0 ? ` stroke-dasharray="${line.dash.join(" ")}"` : "";
  const width = behind ? 1 : 1.75;
  const dots = line.dots
    ? points.flat().map((point) => {
        const [cx, cy] = point.split(" ");
        return `<circle cx="${cx}" cy="${cy}" r="3" fill="${color}"${behind ? ' fill-opacity="0.38"' : ""}/>`;
      })
    : [];
  return [
    `<path d="${path}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linejoin="round"${faint}${dash}/>`,
    ...dots,
  ];
}

/** Rows of a column with a value, apart where there is a gap. */
function stretches(xs: ArrayLike<number>, column: Column): number[][] {
  const found: number[][] = [];
  let open: number[] = [];
  for (let row = 0; row < xs.length; row++) {
    const value = column[row];
    if (typeof value === "number") {
      if (open.length === 0) found.push(open);
      open.push(row);
    } else if (value === null) open = [];
  }
  return found;
}

function markAt(
  { x: at, sign, color }: Drawing["marks"][number],
  x: Place,
  bottom: number,
  ground: string,
): string[] {
  const middle = round(x(at));
  const wide = sign.length * CHARACTER + 8;
  const ink = escapeXml(color);
  return [
    `<path d="M${middle} ${TOP}V${bottom}" stroke="${ink}" stroke-dasharray="3 3"/>`,
    `<rect x="${round(x(at) - wide / 2)}" y="${TOP}" width="${round(wide)}" height="15" fill="${ink}"/>`,
    text(sign, x(at), TOP + 11.5, ground, 'text-anchor="middle" font-size="11"'),
  ];
}

interface Legend {
  height: number;
  parts: ((top: number) => string)[];
}

/** Names in as many rows as they need. */
function legend({ lines, width, colors }: Drawing): Legend {
  let [left, row] = [LEFT, 0];
  const parts = lines.map(({ label, color }) => {
    const wide = SWATCH + label.length * CHARACTER + BETWEEN;
    if (left > LEFT && left + wide > width) [left, row] = [LEFT, row + 1];
    const [x, down] = [left, row * LEGEND_LINE];
    left += wide;
    return (top: number) =>
      `<path d="M${round(x)} ${top + down + 6}h14" stroke="${escapeXml(color)}" stroke-width="3"/>` +
      text(label, x + SWATCH, top + down + 10, colors.text);
  });
  return { height: (row + 1) * LEGEND_LINE, parts };
}

function text(words: string, x: number, y: number, color: string, more = ""): string {
  const rest = more && ` ${more}`;
  return `<text x="${round(x)}" y="${round(y)}" fill="${escapeXml(color)}"${rest}>${escapeXml(words)}</text>`;
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** XML has no place for control characters, written in whatever way. */
function escapeXml(words: string): string {
  return words
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
