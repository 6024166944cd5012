import type uPlot from "uplot";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import type { Curve } from "./curve";

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
  width: number;
  height: number;
  logarithmic: boolean;
  /** The newest optimizer step, wherever this chart's own curves end. */
  lastStep: () => number;
}

const FONT = "12px 'Inter Variable', system-ui, sans-serif";

export function chartOptions({ lines, width, height, logarithmic, lastStep }: Look): uPlot.Options {
  const format = lines[0]?.formatTick ?? lines[0]?.format ?? String;
  const axis = { stroke: cssColor("--accrue-axis"), font: FONT, ticks: { show: false } };
  const grid = { stroke: cssColor("--accrue-grid"), width: 1 };
  return {
    width,
    height,
    padding: [8, 12, 0, 0],
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    legend: { live: true },
    scales: {
      x: { time: false, range: () => [0, Math.max(lastStep(), 1)] },
      y: logarithmic ? { distr: 3 } : { range: valueRange(lines[0]?.limit) },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 30, space: 70, values: wholeSteps },
      {
        ...axis,
        grid,
        size: 58,
        gap: 8,
        values: (_, splits) => splits.map((split) => (split == null ? "" : format(split))),
      },
    ],
    series: [
      { label: strings.job.charts.step, value: valueOrNewest(formatCount) },
      ...lines.map((line) => ({
        label: line.label,
        stroke: cssColor(line.color),
        width: 1.75,
        points: line.dots ? { show: true, size: 7, fill: cssColor(line.color) } : { show: false },
        value: valueOrNewest(line.format),
      })),
    ],
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

/** A little air above and below, also around a curve that is flat. */
function valueRange(limit = Number.POSITIVE_INFINITY): uPlot.Range.Function {
  return (_, min: number | null, max: number | null) => {
    if (min == null || max == null) return [0, 1];
    const air = max > min ? (max - min) * 0.06 : Math.max(Math.abs(max) * 0.02, 1e-6);
    return [min >= 0 ? Math.max(0, min - air) : min - air, Math.min(max + air, limit)];
  };
}

function wholeSteps(_: uPlot, splits: number[]): string[] {
  return splits.map((split) => (Number.isInteger(split) ? formatCount(split) : ""));
}

function cssColor(property: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
