import uPlot from "uplot";
import { formatCount, formatDecimal } from "../format/numbers";
import { formatMillis, formatStopwatch, formatTimeMark } from "../format/time";
import { strings } from "../strings";
import type { Axis, Curve } from "./curve";
import { logarithmicTicks } from "./ticks";

/** One curve as it is drawn. */
export interface Line {
  label: string;
  /** A CSS custom property that holds the colour. */
  color: string;
  curve: Curve | undefined;
  /** The same before it was smoothed, drawn faintly behind it. */
  raw?: Curve | undefined;
  format: (value: number) => string;
  /** Shorter, for the axis. */
  formatTick?: (value: number) => string;
  /** A value that the curve never exceeds, such as 1 for shares. */
  limit?: number;
  /** Marks each point: for curves of few points. */
  dots?: boolean;
  /** Lengths of strokes and gaps; unbroken without. */
  dash?: readonly number[];
}

/** How a line looks, whatever its points are. */
export type LineLook = Omit<Line, "curve" | "raw"> & { hasRaw?: boolean };

/** A moment that a vertical line marks, in the unit of the drawing. */
export interface PlotMark {
  x: number;
  /** Stands at its top. */
  sign: string;
  /** What happened, in few words. */
  label: string;
  /** When and why, each a line. */
  details: readonly string[];
  /** A CSS custom property that holds the colour. */
  color: string;
}

/** What stands under the pointer: which line, and where on it. */
export interface Reading {
  line: number;
  x: number;
  value: number;
}

interface Look {
  lines: readonly LineLook[];
  axis: Axis;
  width: number;
  height: number;
  logarithmic: boolean;
  /** The same of the x axis. */
  logarithmicX: boolean;
  /** What the values are shown of, where some are left out; null for all. */
  usual: () => readonly [number, number] | null;
  marks: () => readonly PlotMark[];
  /** Hears of each drawing, after which marks may stand elsewhere. */
  onDrawn: (plot: uPlot) => void;
  /** Charts of one name show the same place under the pointer. */
  group: string | undefined;
  /** Where the x axis begins and ends, wherever this chart's own curves do. */
  range: () => [number, number];
  /** Takes the part of the x axis that was drawn over with the pointer. */
  onSelect: (from: number, to: number) => void;
  /** Takes a double click, which asks for the whole again. */
  onReset: () => void;
  /**
   * Takes what the pointer is near. With it the chart is one of many lines: means alone, no legend,
   * and all but the nearest line fade.
   */
  onRead?: (reading: Reading | null) => void;
}

const FONT = "12px 'Inter Variable', system-ui, sans-serif";

/** What of a line's points is a column: of many lines the mean alone. */
export type Part = "raw" | "mean" | "minimum" | "maximum";

export function partsOf(line: Pick<LineLook, "hasRaw">, many: boolean): readonly Part[] {
  if (many) return ["mean"];
  return line.hasRaw ? ["raw", "mean", "minimum", "maximum"] : ["mean", "minimum", "maximum"];
}

/** The extremes have no line of their own. */
const EDGE: uPlot.Series = {
  stroke: "transparent",
  width: 0,
  points: { show: false },
  class: "edge",
};

/** Widths of a line: of many, thin ones hide less of each other and are drawn faster. */
const WIDE = 1.75;
const THIN = 1;
const CROWD = 28;

/** Room for a mark of either axis, in pixels. */
const WIDE_MARK = 70;
const HIGH_MARK = 36;

/** How near a line the pointer must be, in pixels, and how much the others then fade. */
const NEAR = 30;
const FADED = 0.25;

/** Seconds between two marks of an axis of elapsed time. */
const STOPWATCH_MARKS = [
  1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800,
  604_800,
];

export function chartOptions(look: Look): uPlot.Options {
  const { lines, axis: over, width, height, logarithmic, logarithmicX, range, group } = look;
  const { onSelect, onReset, onRead } = look;
  const many = onRead !== undefined;
  const stroke = lines.length > CROWD ? THIN : WIDE;
  const format = lines[0]?.formatTick ?? lines[0]?.format ?? String;
  const axis = { stroke: cssColor("--accrue-axis"), font: FONT, ticks: { show: false } };
  const grid = { stroke: cssColor("--accrue-grid"), width: 1 };
  return {
    width,
    height,
    padding: [8, 12, 0, 0],
    cursor: {
      y: false,
      // Of many lines the nearest alone: each point is a layer, and a hundred cost half of a frame.
      points: { size: 7, one: many },
      drag: { x: true, y: false, setScale: false, dist: 8 },
      ...(many ? { focus: { prox: NEAR } } : {}),
      ...(group !== undefined && { sync: together(group) }),
      bind: {
        dblclick: () => () => {
          onReset();
          return null;
        },
      },
    },
    focus: { alpha: many ? FADED : 1 },
    hooks: {
      ...(onRead && reader(onRead)),
      draw: [(plot) => drawMarks(plot, look.marks()), look.onDrawn],
      setSelect: [
        (plot) => {
          const { left, width: wide } = plot.select;
          if (wide < 8) return;
          onSelect(plot.posToVal(left, "x"), plot.posToVal(left + wide, "x"));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
    legend: { live: true, show: !many },
    scales: {
      x: { time: over === "AT_MILLIS", distr: logarithmicX ? 3 : 1, range },
      y: logarithmic
        ? { distr: 3, range: magnitudes(look.usual) }
        : { range: valueRange(look.usual, lines[0]?.limit) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 30,
        space: WIDE_MARK,
        ...marks(over),
        ...(logarithmicX && powers(WIDE_MARK)),
      },
      {
        ...axis,
        grid,
        size: 64,
        gap: 8,
        values: (_, splits) => splits.map((split) => (split == null ? "" : format(split))),
        ...(logarithmic && powers(HIGH_MARK)),
      },
    ],
    series: [
      {
        label: strings.charts.axes[over],
        value: valueOrNewest(formatOf(over)),
      },
      ...lines.flatMap((line) => partsOf(line, many).map((part) => series(line, part, stroke))),
    ],
    // A bucket's extremes are drawn around its mean.
    bands: many ? [] : bands(lines),
  };
}

function series(line: LineLook, part: Part, width: number): uPlot.Series {
  if (part === "mean") return mean(line, width);
  return part === "raw" ? faint(line) : EDGE;
}

/** What was there before smoothing, without a name of its own. */
function faint(line: LineLook): uPlot.Series {
  const stroke = `color-mix(in srgb, ${cssColor(line.color)} 38%, transparent)`;
  return {
    stroke,
    width: THIN,
    points: line.dots ? { show: true, size: 5, fill: stroke } : { show: false },
    class: "edge",
  };
}

function mean(line: LineLook, width: number): uPlot.Series {
  const stroke = cssColor(line.color);
  return {
    label: line.label,
    stroke,
    width,
    dash: line.dash ? [...line.dash] : undefined,
    points: line.dots ? { show: true, size: 7, fill: stroke } : { show: false },
    value: valueOrNewest(line.format),
  };
}

function bands(lines: readonly LineLook[]): uPlot.Band[] {
  let column = 1;
  return lines.map((line) => {
    column += partsOf(line, false).length;
    return {
      series: [column - 1, column - 2],
      fill: `color-mix(in srgb, ${cssColor(line.color)} 22%, transparent)`,
    };
  });
}

/** The pointer alone is shared: what is drawn over is chosen by the chart that it was drawn over. */
function together(key: string): uPlot.Cursor.Sync {
  const pointer = (type: string) => type === "mousemove" || type === "mouseleave";
  return { key, setSeries: false, scales: ["x", null], filters: { pub: pointer, sub: pointer } };
}

function drawMarks(plot: uPlot, marks: readonly PlotMark[]): void {
  const { ctx, bbox } = plot;
  const { min, max } = plot.scales.x ?? {};
  if (marks.length === 0 || min == null || max == null) return;
  ctx.save();
  const scale = uPlot.pxRatio;
  ctx.lineWidth = scale;
  ctx.font = `${11 * scale}px 'Inter Variable', system-ui, sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const mark of marks) {
    if (mark.x < min || mark.x > max) continue;
    const x = Math.round(plot.valToPos(mark.x, "x", true));
    ctx.strokeStyle = cssColor(mark.color);
    ctx.setLineDash([3 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    const wide = ctx.measureText(mark.sign).width + 8 * scale;
    ctx.fillStyle = cssColor(mark.color);
    ctx.fillRect(x - wide / 2, bbox.top, wide, 15 * scale);
    ctx.fillStyle = cssColor("--accrue-surface");
    ctx.fillText(mark.sign, x, bbox.top + 8 * scale);
  }
  ctx.restore();
}

/** Tells which line the pointer is nearest to, and the value there. */
function reader(onRead: (reading: Reading | null) => void): uPlot.Hooks.Arrays {
  let nearest: number | null = null;
  const read = (plot: uPlot) => {
    const row = nearest === null ? null : plot.cursor.idxs?.[nearest];
    const x = row == null ? undefined : plot.data[0][row];
    const value = row == null || nearest === null ? undefined : plot.data[nearest]?.[row];
    onRead(
      nearest !== null && x !== undefined && isNumber(value)
        ? { line: nearest - 1, x, value }
        : null,
    );
  };
  return {
    setSeries: [
      (plot, series) => {
        nearest = series;
        read(plot);
      },
    ],
    setCursor: [read],
  };
}

/** The legend shows what is under the pointer, and the newest point while there is no pointer. */
function valueOrNewest(format: (value: number) => string): uPlot.Series.Value {
  return (plot, value: number | null | undefined, column, row) => {
    const shown = row == null ? Array.from(plot.data[column] ?? []).findLast(isNumber) : value;
    return isNumber(shown) ? format(shown) : strings.none;
  };
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === "number";
}

/** Marks of a logarithmic axis: the drawing's own leave a part within a power of ten without any. */
function powers(room: number): Pick<uPlot.Axis, "splits" | "filter"> {
  return {
    splits: (plot, axis, from, to) => {
      const { width, height } = plot.bbox;
      const length = (axis === 0 ? width : height) / uPlot.pxRatio;
      return logarithmicTicks({ from, to }, Math.max(2, Math.floor(length / room)));
    },
    filter: (_, splits) => splits,
  };
}

/** A little air above and below, also around a curve that is flat. */
function valueRange(usual: Look["usual"], limit = Number.POSITIVE_INFINITY): uPlot.Range.Function {
  return (_, least: number | null, greatest: number | null) => {
    const [min, max] = usual() ?? [least, greatest];
    if (min == null || max == null) return [0, 1];
    const air = max > min ? (max - min) * 0.06 : Math.max(Math.abs(max) * 0.02, 1e-6);
    return [min >= 0 ? Math.max(0, min - air) : min - air, Math.min(max + air, limit)];
  };
}

/** As the drawing does by itself, which begins and ends it roundly; without outliers more closely. */
function magnitudes(usual: Look["usual"]): uPlot.Range.Function {
  return (_, least: number | null, greatest: number | null) => {
    const shown = usual();
    if (shown) return [shown[0] / 1.1, shown[1] * 1.1];
    if (least == null || greatest == null) return [null, null];
    return uPlot.rangeLog(least, greatest, 10, false);
  };
}

/** How a place on an axis is written, counted as the drawing does. */
export function formatOf(axis: Axis): (x: number) => string {
  if (axis === "AT_MILLIS") return formatSecond;
  return axis === "EPOCH" ? formatDecimal : formatCount;
}

/** What stands below the x axis. */
function marks(axis: Axis): Partial<uPlot.Axis> {
  switch (axis) {
    case "AT_MILLIS":
      return {
        values: (_plot, splits, _axis, _space, between) =>
          splits.map((split) => formatTimeMark(split * 1000, between * 1000)),
      };
    case "ELAPSED_MILLIS":
      return { incrs: STOPWATCH_MARKS, values: (_, splits) => splits.map(formatStopwatch) };
    case "EPOCH":
      return {
        values: (_, splits) => splits.map((split) => (split == null ? "" : formatDecimal(split))),
      };
    case "OPTIMIZER_STEP":
    case "SAMPLES_SEEN":
      return { values: wholeNumbers };
  }
}

const formatSecond = (seconds: number): string => formatMillis(seconds * 1000);

function wholeNumbers(_: uPlot, splits: number[]): string[] {
  return splits.map((split) => (Number.isInteger(split) ? formatCount(split) : ""));
}

export function cssColor(property: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
