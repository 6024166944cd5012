import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useMemo, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { strings } from "../strings";
import { alignCurves } from "./align";
import classes from "./Chart.module.css";
import { chartOptions, type Line } from "./chartOptions";

interface ChartProps {
  title: string;
  lines: readonly Line[];
  height: number;
  /** Where the axis ends, so that charts below each other share it. */
  lastStep: number;
  logarithmic?: boolean;
}

/**
 * Curves over optimizer steps. The drawing is one image to screen readers, described by its curves'
 * first and last values; the numbers under the pointer stand in the legend.
 */
export function Chart({ title, lines, height, lastStep, logarithmic = false }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const colorScheme = useComputedColorScheme("light");
  const data = useMemo(() => toData(lines), [lines]);
  const newest = useRef(data);
  newest.current = data;
  const end = useRef(lastStep);
  end.current = lastStep;
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
        lastStep: () => end.current,
        width: element.clientWidth,
      }),
      newest.current,
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: made.height }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [look, format, formatTick, height, logarithmic, colorScheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another end of the axis draws it anew
  useEffect(() => plot.current?.setData(data), [data, lastStep]);

  return (
    <div
      ref={frame}
      className={`tabular ${classes.chart}`}
      role="img"
      aria-label={describe(title, lines)}
      data-points={lines[0]?.curve?.optimizerSteps.length ?? 0}
    />
  );
}

function toData(lines: readonly Line[]): uPlot.AlignedData {
  const none = { name: "", optimizerSteps: [], values: [] };
  const { optimizerSteps, columns } = alignCurves(lines.map((line) => line.curve ?? none));
  return [optimizerSteps, ...columns];
}

function describe(title: string, lines: readonly Line[]): string {
  const text = strings.job.charts;
  const parts = lines.map(({ label, curve, format }) => {
    const finite = curve?.values.filter((value) => value !== null) ?? [];
    const [first] = finite;
    const last = finite.at(-1);
    return first === undefined || last === undefined
      ? text.noPart(label)
      : text.part(label, finite.length, format(first), format(last));
  });
  return text.summary(title, parts.join("; "));
}
