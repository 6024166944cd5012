import type uPlot from "uplot";
import { formatTimeMark } from "../format/time";
import { strings } from "../strings";
import { type ChartProps, unitOf } from "./Chart";
import { cssColor, formatOf, type Line, partsOf } from "./chartOptions";
import { chartSvg, type Drawing } from "./chartSvg";

/** What of a chart the drawing itself does not know. */
type Pictured = Pick<ChartProps, "title" | "lines" | "axis" | "epochSamples" | "marks">;

export type PictureFormat = "png" | "svg";

const FONT = "'Inter Variable', system-ui, sans-serif";
const EDGE = 12;
const TITLE = 40;
const LEGEND_LINE = 22;

/** Saves what a chart shows now as a file of this name. */
export async function saveChart(
  plot: uPlot,
  pictured: Pictured,
  format: PictureFormat,
  name: string,
): Promise<void> {
  const blob =
    format === "svg"
      ? new Blob([chartSvg(drawingOf(plot, pictured))], { type: "image/svg+xml" })
      : await png(plot, pictured);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name.replace(/[^\w.-]+/g, "-")}.${format}`;
  link.click();
  // The browser has taken hold of the bytes when this turn ends.
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}

function drawingOf(plot: uPlot, pictured: Pictured): Drawing {
  const { title, lines, axis, epochSamples, marks = [] } = pictured;
  const unit = unitOf(axis, epochSamples);
  const extent = (key: "x" | "y") => {
    const { min, max, distr } = plot.scales[key] ?? {};
    return { from: min ?? 0, to: max ?? 1, logarithmic: distr === 3 };
  };
  const write = formatOf(axis);
  const time = axis === "AT_MILLIS";
  const tick = lines[0]?.formatTick ?? lines[0]?.format ?? String;
  let column = 1;
  const drawn = lines.map((line) => {
    const parts = partsOf({ hasRaw: line.raw !== undefined }, false);
    const first = column;
    column += parts.length;
    const values = (part: (typeof parts)[number]) =>
      (plot.data[first + parts.indexOf(part)] ?? []) as (number | null | undefined)[];
    return {
      label: line.label,
      color: cssColor(line.color),
      dash: line.dash ?? [],
      dots: line.dots ?? false,
      mean: values("mean"),
      raw: line.raw ? values("raw") : null,
      minimum: values("minimum"),
      maximum: values("maximum"),
    };
  });
  return {
    title,
    width: Math.max(plot.width, 480),
    height: plot.height + TITLE + LEGEND_LINE,
    x: {
      ...extent("x"),
      label: strings.charts.axes[axis],
      time,
      format: (value, between) =>
        time ? formatTimeMark(value * 1000, between * 1000) : write(value),
    },
    y: { ...extent("y"), format: tick },
    xs: plot.data[0],
    lines: drawn,
    marks: marks.map(({ x, sign, color }) => ({ x: x / unit, sign, color: cssColor(color) })),
    colors: {
      ground: cssColor("--accrue-surface"),
      text: cssColor("--mantine-color-text"),
      axis: cssColor("--accrue-axis"),
      grid: cssColor("--accrue-grid"),
    },
  };
}

/** What is drawn on the page, with its title above, its names below and the page's ground behind. */
async function png(plot: uPlot, { title, lines }: Pictured): Promise<Blob> {
  const drawn = plot.ctx.canvas;
  const scale = drawn.width / plot.width;
  const picture = document.createElement("canvas");
  const context = picture.getContext("2d");
  if (!context) throw new Error("the browser draws nothing");
  context.font = `12px ${FONT}`;
  const names = rows(context, lines, plot.width);
  const height = TITLE + plot.height + names.length * LEGEND_LINE + EDGE;
  picture.width = Math.round((plot.width + 2 * EDGE) * scale);
  picture.height = Math.round(height * scale);
  context.fillStyle = cssColor("--accrue-surface");
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(drawn, Math.round(EDGE * scale), Math.round(TITLE * scale));
  context.scale(scale, scale);
  context.textBaseline = "middle";
  context.fillStyle = cssColor("--mantine-color-text");
  context.font = `600 15px ${FONT}`;
  context.fillText(title, EDGE, TITLE / 2);
  context.font = `12px ${FONT}`;
  names.forEach((row, index) => {
    const y = TITLE + plot.height + (index + 0.5) * LEGEND_LINE;
    for (const { line, x } of row) {
      context.fillStyle = cssColor(line.color);
      context.fillRect(EDGE + x, y - 1.5, 14, 3);
      context.fillStyle = cssColor("--mantine-color-text");
      context.fillText(line.label, EDGE + x + 20, y);
    }
  });
  return new Promise((resolve, reject) =>
    picture.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}

/** Names of lines beside each other, in as many rows as they need. */
function rows(context: CanvasRenderingContext2D, lines: readonly Line[], width: number) {
  const found: { line: Line; x: number }[][] = [[]];
  let x = 0;
  for (const line of lines) {
    const wide = context.measureText(line.label).width + 40;
    if (x > 0 && x + wide > width) {
      found.push([]);
      x = 0;
    }
    found.at(-1)?.push({ line, x });
    x += wide;
  }
  return found;
}
