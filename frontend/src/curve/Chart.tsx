import { useComputedColorScheme } from "@mantine/core";
import { memo, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { strings } from "../strings";
import { alignCurves } from "./align";
import classes from "./Chart.module.css";
import {
  chartOptions,
  type Line,
  type LineLook,
  type Part,
  type PlotMark,
  partsOf,
  type Reading,
} from "./chartOptions";
import type { Axis, Bucket } from "./curve";
import { followWheel } from "./followWheel";
import { MarkSpots } from "./MarkSpots";
import { usualRange } from "./outliers";
import type { Span } from "./pan";
import { type Spot, spotsOf } from "./spots";

export interface ChartProps {
  title: string;
  lines: readonly Line[];
  height: number;
  axis: Axis;
  /** Where the axis begins and ends, so that charts below each other share it. */
  range: readonly [number, number];
  onSelect: (from: number, to: number) => void;
  onReset: () => void;
  /** How far the part that is shown may be moved by the wheel; not at all without. */
  whole?: readonly [number, number] | undefined;
  logarithmic?: boolean;
  /** The same of the x axis, whose range then begins above 0. */
  logarithmicX?: boolean;
  /** Of an axis of epochs, how many samples one has. */
  epochSamples?: number | undefined;
  /** Whether extreme values are left out of what the chart shows. */
  withoutOutliers?: boolean;
  /** Moments to mark, in the unit of the axis. */
  marks?: readonly PlotMark[];
  /** Charts of one name share the pointer. */
  group?: string;
  /** Gets what is drawn, for those who save it. */
  plotRef?: RefObject<uPlot | null>;
  /** For many lines: means alone, without a legend; takes what is under the pointer. */
  onRead?: (reading: Reading | null) => void;
  /** Of many lines the one that stands out. */
  emphasized?: number | null;
}

/**
 * Curves over optimizer steps, samples, epochs or time: the mean of each bucket, and around it all that lies
 * between its extremes. A part is chosen by drawing over it and moved by the wheel, the whole chosen
 * by a double click. The drawing is one image to screen readers, described by its curves' first and
 * last values; the numbers under the pointer stand in the legend. Its marks are buttons beside the image.
 */
export const Chart = memo(function Chart(props: ChartProps) {
  const { title, lines, height, axis, range, logarithmic = false, emphasized = null } = props;
  const { logarithmicX = false, withoutOutliers = false, marks = NO_MARKS, group } = props;
  const unit = unitOf(axis, props.epochSamples);
  const many = props.onRead !== undefined;
  const frame = useRef<HTMLDivElement>(null);
  const own = useRef<uPlot>(null);
  const plot = props.plotRef ?? own;
  const colorScheme = useComputedColorScheme("light");
  const data = useMemo(
    () => toData(lines, axis, unit, { many, logarithmic, logarithmicX }),
    [lines, axis, unit, many, logarithmic, logarithmicX],
  );
  const usual = useMemo(() => {
    const curves = lines.flatMap((line) => line.raw ?? line.curve ?? []);
    return withoutOutliers ? usualRange(curves, logarithmic ? 0 : undefined) : null;
  }, [lines, withoutOutliers, logarithmic]);
  const newest = useRef(data);
  newest.current = data;
  const current = useRef({ ...props, usual });
  current.current = { ...props, usual };
  const moved = useRef<Span | null>(null);
  const [spots, setSpots] = useState<readonly Spot[]>(NO_SPOTS);
  // The plot is made again when what it is made of changes; points only change its data.
  const look = JSON.stringify(lines.map(toLook));
  const format = lines[0]?.format;
  const formatTick = lines[0]?.formatTick;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes what colours mean
  useEffect(() => {
    const element = frame.current;
    if (!element || !format) return;
    const looks = (JSON.parse(look) as Omit<LineLook, "format">[]).map((line) => ({
      ...line,
      format,
      formatTick,
    }));
    const made = new uPlot(
      chartOptions({
        lines: looks,
        height,
        logarithmic,
        logarithmicX,
        axis,
        group,
        usual: () => current.current.usual,
        marks: () =>
          (current.current.marks ?? NO_MARKS).map((mark) => ({ ...mark, x: mark.x / unit })),
        onDrawn: (plot) => {
          const found = placed(plot, current.current.marks ?? NO_MARKS, unit);
          setSpots((before) => (alike(before, found) ? before : found));
        },
        range: () => {
          const { range } = current.current;
          return moved.current ? [...moved.current] : onScreen(unit, range);
        },
        onSelect: (from, to) => current.current.onSelect(from * unit, to * unit),
        onReset: () => current.current.onReset(),
        onRead: many
          ? (reading) => current.current.onRead?.(reading && { ...reading, x: reading.x * unit })
          : undefined,
        width: element.clientWidth,
      }),
      newest.current,
      element,
    );
    plot.current = made;
    const stopMoving = followWheel(made, moved, {
      whole: () => {
        const { whole } = current.current;
        return whole ? onScreen(unit, whole) : null;
      },
      onSelect: (from, to) => current.current.onSelect(from * unit, to * unit),
    });
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: made.height }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      stopMoving();
      made.destroy();
      plot.current = null;
    };
  }, [
    look,
    format,
    formatTick,
    height,
    logarithmic,
    logarithmicX,
    axis,
    unit,
    group,
    many,
    colorScheme,
  ]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another end of the axis draws it anew
  useEffect(() => {
    moved.current = null;
    plot.current?.setData(data);
  }, [data, usual?.[0], usual?.[1], range[0], range[1]]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: marks are drawn over what is there
  useEffect(() => {
    plot.current?.redraw(false);
  }, [marks]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot that was made anew knows of none
  useEffect(() => {
    if (many) plot.current?.setSeries(emphasized === null ? null : emphasized + 1, { focus: true });
  }, [emphasized, many, look, colorScheme, axis, logarithmic]);

  return (
    <div className={classes.frame}>
      <div
        ref={frame}
        className={`tabular ${classes.chart}`}
        role="img"
        aria-label={describe(title, lines)}
        data-points={lines[0]?.curve?.buckets.length ?? 0}
      />
      {spots.length > 0 && <MarkSpots title={title} marks={marks} spots={spots} />}
    </div>
  );
});

const NO_MARKS: readonly PlotMark[] = [];
const NO_SPOTS: readonly Spot[] = [];

/** Where marks stand on the page, in pixels of what the plot is drawn in. */
function placed(plot: uPlot, marks: readonly PlotMark[], unit: number): readonly Spot[] {
  const { min, max } = plot.scales.x ?? {};
  if (marks.length === 0 || min == null || max == null) return NO_SPOTS;
  const { offsetLeft, offsetTop } = plot.over;
  const places = marks.map(({ x }) => {
    const at = x / unit;
    return at < min || at > max ? null : offsetLeft + plot.valToPos(at, "x");
  });
  return spotsOf(places, offsetTop);
}

function alike(some: readonly Spot[], others: readonly Spot[]): boolean {
  return some === others || JSON.stringify(some) === JSON.stringify(others);
}

function toLook({ curve: _, raw, ...line }: Line): LineLook {
  return raw ? { ...line, hasRaw: true } : line;
}

type Value = (bucket: Bucket) => number | null;

const VALUES: Record<Part, Value> = {
  raw: (bucket) => bucket.mean,
  mean: (bucket) => bucket.mean,
  minimum: (bucket) => bucket.minimum,
  maximum: (bucket) => bucket.maximum,
};

interface Shape {
  many: boolean;
  logarithmic: boolean;
  logarithmicX: boolean;
}

function toData(
  lines: readonly Line[],
  axis: Axis,
  unit: number,
  { many, logarithmic, logarithmicX }: Shape,
): uPlot.AlignedData {
  const columns = lines.flatMap((line) =>
    partsOf(toLook(line), many).map((part) => ({
      curve: (part === "raw" ? line.raw : line.curve) ?? { name: "", buckets: [] },
      value: logarithmic ? positive(VALUES[part]) : VALUES[part],
    })),
  );
  const aligned = alignCurves(columns, axis);
  const first = logarithmicX ? aligned.xs.findIndex((x) => x > 0) : 0;
  const from = first < 0 ? aligned.xs.length : first;
  return [
    aligned.xs.slice(from).map((x) => x / unit),
    ...aligned.columns.map((column) => (from === 0 ? column : column.slice(from))),
  ];
}

/** A logarithmic axis has no place for anything else. */
function positive(value: Value): Value {
  return (bucket) => {
    const number = value(bucket);
    return number !== null && number > 0 ? number : null;
  };
}

/** The drawing counts time in seconds, and epochs as wholes. */
export function unitOf(axis: Axis, epochSamples = 1): number {
  if (axis === "EPOCH") return epochSamples;
  return axis === "AT_MILLIS" || axis === "ELAPSED_MILLIS" ? 1000 : 1;
}

function onScreen(unit: number, [from, to]: readonly [number, number]): [number, number] {
  return [from / unit, Math.max(to, from + 1) / unit];
}

function describe(title: string, lines: readonly Line[]): string {
  const text = strings.charts;
  const parts = lines.map(({ label, curve, raw, format }) => {
    const finite =
      (raw ?? curve)?.buckets.map(({ mean }) => mean).filter((mean) => mean !== null) ?? [];
    const [first] = finite;
    const last = finite.at(-1);
    return first === undefined || last === undefined
      ? text.noPart(label)
      : text.linePart(label, finite.length, format(first), format(last));
  });
  return text.summary(title, parts.join("; "));
}
