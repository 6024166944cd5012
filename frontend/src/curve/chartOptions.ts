import type uPlot from "uplot";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import type { Axis, Curve } from "./curve";

/** One curve as it is drawn. */
export interface Line {
  label: string;
  /** A CSS custom property that holds the colour. */
  color: string;
  curve: Curve | undefined;
  format: (value: number) => string;
  /** Shorter, for the axis. */
  formatTick?: (value: number) => string;
  /** A value that the curve never exceeds, such as 1 for shares. */
  limit?: number;
  /** Marks each point: for curves of few points. */
  dots?: boolean;
}

interface Look {
  lines: readonly Omit<Line, "curve">[];
  axis: Axis;
  width: number;
  height: number;
  logarithmic: boolean;
  /** Where the x axis begins and ends, wherever this chart's own curves do. */
  range: () => [number, number];
  /** Takes the part of the x axis that was drawn over with the pointer. */
  onSelect: (from: number, to: number) => void;
  /** Takes a double click, which asks for the whole again. */
  onReset: () => void;
}

const FONT = "12px 'Inter Variable', system-ui, sans-serif";

/** Columns of a line: the mean, and the least and the greatest value around it. */
export const COLUMNS_OF_A_LINE = 3;

export function chartOptions(look: Look): uPlot.Options {
  const { lines, axis: over, width, height, logarithmic, range, onSelect, onReset } = look;
  const format = lines[0]?.formatTick ?? lines[0]?.format ?? String;
  const axis = { stroke: cssColor("--accrue-axis"), font: FONT, ticks: { show: false } };
  const grid = { stroke: cssColor("--accrue-grid"), width: 1 };
  return {
    width,
    height,
    padding: [8, 12, 0, 0],
    cursor: {
      y: false,
      points: { size: 7 },
      drag: { x: true, y: false, setScale: false, dist: 8 },
      bind: {
        dblclick: () => () => {
          onReset();
          return null;
        },
      },
    },
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width: wide } = plot.select;
          if (wide < 8) return;
          onSelect(plot.posToVal(left, "x"), plot.posToVal(left + wide, "x"));
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
    legend: { live: true },
    scales: {
      x: { time: over === "AT_MILLIS", range },
      y: logarithmic ? { distr: 3 } : { range: valueRange(lines[0]?.limit) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: over === "AT_MILLIS" ? 42 : 30,
        space: 70,
        ...(over === "AT_MILLIS" ? {} : { values: wholeNumbers }),
      },
      {
        ...axis,
        grid,
        size: 58,
        gap: 8,
        values: (_, splits) => splits.map((split) => (split == null ? "" : format(split))),
      },
    ],
    series: [
      over === "AT_MILLIS"
        ? { label: strings.job.charts.axes[over] }
        : { label: strings.job.charts.axes[over], value: valueOrNewest(formatCount) },
      ...lines.flatMap(seriesOf),
    ],
    // A bucket's extremes are drawn around its mean.
    bands: lines.map((line, index) => {
      const first = 1 + index * COLUMNS_OF_A_LINE;
      return {
        series: [first + 2, first + 1],
        fill: `color-mix(in srgb, ${cssColor(line.color)} 22%, transparent)`,
      };
    }),
    ms: 1,
  };
}

function seriesOf(line: Omit<Line, "curve">): uPlot.Series[] {
  const stroke = cssColor(line.color);
  const edge: uPlot.Series = { stroke: "transparent", width: 0, points: { show: false } };
  return [
    {
      label: line.label,
      stroke,
      width: 1.75,
      points: line.dots ? { show: true, size: 7, fill: stroke } : { show: false },
      value: valueOrNewest(line.format),
    },
    { ...edge, class: "edge" },
    { ...edge, class: "edge" },
  ];
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

/** A little air above and below, also around a curve that is flat. */
function valueRange(limit = Number.POSITIVE_INFINITY): uPlot.Range.Function {
  return (_, min: number | null, max: number | null) => {
    if (min == null || max == null) return [0, 1];
    const air = max > min ? (max - min) * 0.06 : Math.max(Math.abs(max) * 0.02, 1e-6);
    return [min >= 0 ? Math.max(0, min - air) : min - air, Math.min(max + air, limit)];
  };
}

function wholeNumbers(_: uPlot, splits: number[]): string[] {
  return splits.map((split) => (Number.isInteger(split) ? formatCount(split) : ""));
}

function cssColor(property: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
