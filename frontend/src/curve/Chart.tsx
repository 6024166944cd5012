import { useComputedColorScheme } from "@mantine/core";
import { memo, useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { strings } from "../strings";
import { alignCurves } from "./align";
import classes from "./Chart.module.css";
import { chartOptions, type Line, type Reading } from "./chartOptions";
import type { Axis, Bucket } from "./curve";
import { followWheel } from "./followWheel";
import type { Span } from "./pan";

interface ChartProps {
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
  /** For many lines: means alone, without a legend; takes what is under the pointer. */
  onRead?: (reading: Reading | null) => void;
  /** Of many lines the one that stands out. */
  emphasized?: number | null;
}

/**
 * Curves over optimizer steps, samples or time: the mean of each bucket, and around it all that lies
 * between its extremes. A part is chosen by drawing over it and moved by the wheel, the whole chosen
 * by a double click. The drawing is one image to screen readers, described by its curves' first and
 * last values; the numbers under the pointer stand in the legend.
 */
export const Chart = memo(function Chart(props: ChartProps) {
  const { title, lines, height, axis, range, logarithmic = false, emphasized = null } = props;
  const many = props.onRead !== undefined;
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const colorScheme = useComputedColorScheme("light");
  const data = useMemo(
    () => toData(lines, axis, many ? MEANS : PARTS, logarithmic),
    [lines, axis, many, logarithmic],
  );
  const newest = useRef(data);
  newest.current = data;
  const current = useRef(props);
  current.current = props;
  const moved = useRef<Span | null>(null);
  // The plot is made again when what it is made of changes; points only change its data.
  const look = JSON.stringify(lines.map(({ curve: _, ...line }) => line));
  const format = lines[0]?.format;
  const formatTick = lines[0]?.formatTick;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes what colours mean
  useEffect(() => {
    const element = frame.current;
    if (!element || !format) return;
    const looks = (JSON.parse(look) as Omit<Line, "curve" | "format">[]).map((line) => ({
      ...line,
      format,
      formatTick,
    }));
    const made = new uPlot(
      chartOptions({
        lines: looks,
        height,
        logarithmic,
        axis,
        range: () => {
          const { axis, range } = current.current;
          return moved.current ? [...moved.current] : onScreen(axis, range);
        },
        onSelect: (from, to) => current.current.onSelect(from * unit(axis), to * unit(axis)),
        onReset: () => current.current.onReset(),
        onRead: many
          ? (reading) =>
              current.current.onRead?.(reading && { ...reading, x: reading.x * unit(axis) })
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
        return whole ? onScreen(axis, whole) : null;
      },
      onSelect: (from, to) => current.current.onSelect(from * unit(axis), to * unit(axis)),
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
  }, [look, format, formatTick, height, logarithmic, axis, many, colorScheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another end of the axis draws it anew
  useEffect(() => {
    moved.current = null;
    plot.current?.setData(data);
  }, [data, range[0], range[1]]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot that was made anew knows of none
  useEffect(() => {
    if (many) plot.current?.setSeries(emphasized === null ? null : emphasized + 1, { focus: true });
  }, [emphasized, many, look, colorScheme, axis, logarithmic]);

  return (
    <div
      ref={frame}
      className={`tabular ${classes.chart}`}
      role="img"
      aria-label={describe(title, lines)}
      data-points={lines[0]?.curve?.buckets.length ?? 0}
    />
  );
});

type Value = (bucket: Bucket) => number | null;

const MEANS: readonly Value[] = [(bucket) => bucket.mean];
const PARTS: readonly Value[] = [...MEANS, (bucket) => bucket.minimum, (bucket) => bucket.maximum];

function toData(
  lines: readonly Line[],
  axis: Axis,
  parts: readonly Value[],
  logarithmic: boolean,
): uPlot.AlignedData {
  const columns = lines.flatMap((line) =>
    parts.map((value) => ({
      curve: line.curve ?? { name: "", buckets: [] },
      value: logarithmic ? positive(value) : value,
    })),
  );
  const aligned = alignCurves(columns, axis);
  return [aligned.xs.map((x) => x / unit(axis)), ...aligned.columns];
}

/** A logarithmic axis has no place for anything else. */
function positive(value: Value): Value {
  return (bucket) => {
    const number = value(bucket);
    return number !== null && number > 0 ? number : null;
  };
}

/** The drawing counts time in seconds. */
function unit(axis: Axis): number {
  return axis === "AT_MILLIS" || axis === "ELAPSED_MILLIS" ? 1000 : 1;
}

function onScreen(axis: Axis, [from, to]: readonly [number, number]): [number, number] {
  return [from / unit(axis), Math.max(to, from + 1) / unit(axis)];
}

function describe(title: string, lines: readonly Line[]): string {
  const text = strings.charts;
  const parts = lines.map(({ label, curve, format }) => {
    const finite = curve?.buckets.map(({ mean }) => mean).filter((mean) => mean !== null) ?? [];
    const [first] = finite;
    const last = finite.at(-1);
    return first === undefined || last === undefined
      ? text.noPart(label)
      : text.linePart(label, finite.length, format(first), format(last));
  });
  return text.summary(title, parts.join("; "));
}
