import { useElementSize } from "@mantine/hooks";
import type { Job } from "../api/types";
import { formatMeasure } from "../measure/measures";
import { strings } from "../strings";
import type { Difference } from "./differences";
import { type AxisValue, axisOf, type FieldAxis, marksOf, placeOn } from "./fieldAxis";
import type { Look } from "./looks";
import { writtenMark } from "./marks";
import classes from "./ParallelCoordinates.module.css";

const text = strings.compare;
const HEIGHT = 260;
const TOP = 44;
const BOTTOM = 12;
const SIDE = 64;
/** Axes need some room each: on a phone they scroll. */
const LEAST_GAP = 120;
/** More axes would have no room for their names. */
const MOST_FIELDS = 7;

interface ParallelCoordinatesProps {
  fields: readonly Difference[];
  series: string;
  /** What became of the series in each job. */
  results: readonly (number | null)[];
  jobs: readonly Pick<Job, "id" | "name">[];
  looks: readonly Look[];
  emphasized: number | null;
  onEmphasize: (index: number | null) => void;
}

interface DrawnAxis {
  title: string;
  values: readonly AxisValue[];
  axis: FieldAxis;
  x: number;
}

/** A line for each job through what its spec has in each field that differs, to its result. */
export function ParallelCoordinates(props: ParallelCoordinatesProps) {
  const { fields, series, results, jobs, looks, emphasized, onEmphasize } = props;
  const { ref, width } = useElementSize();
  const columns = [
    ...fields.slice(0, MOST_FIELDS).map(({ path, values }) => ({ title: path, values })),
    { title: series, values: results },
  ];
  const gap = Math.max(0, width - 2 * SIDE) / Math.max(1, columns.length - 1);
  const axes: DrawnAxis[] = columns.map((column, index) => ({
    ...column,
    axis: axisOf(column.values),
    x: SIDE + index * gap,
  }));
  return (
    <div ref={ref} style={{ minWidth: columns.length * LEAST_GAP }}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={text.parallel(columns.map(({ title }) => title).join(", "))}
      >
        {jobs.map(({ id, name }, index) => (
          // biome-ignore lint/a11y/noStaticElementInteractions: the table says the same
          <path
            key={id}
            d={linePath(axes, index)}
            className={classes.line}
            stroke={`var(${looks[index]?.color})`}
            strokeDasharray={looks[index]?.dash?.join(" ")}
            data-faded={(emphasized !== null && emphasized !== index) || undefined}
            onMouseEnter={() => onEmphasize(index)}
            onMouseLeave={() => onEmphasize(null)}
          >
            <title>{name}</title>
          </path>
        ))}
        {axes.map((axis, index) => (
          <Axis key={axis.title} axis={axis} series={index === axes.length - 1 ? series : null} />
        ))}
      </svg>
    </div>
  );
}

/** Through the axes on which the job has a value. */
function linePath(axes: readonly DrawnAxis[], job: number): string {
  const points = axes.flatMap(({ axis, values, x }) => {
    const place = placeOn(axis, values[job]);
    return place === null ? [] : [`${x.toFixed(1)} ${y(place).toFixed(1)}`];
  });
  return points.length > 1 ? `M${points.join("L")}` : "";
}

interface AxisProps {
  axis: DrawnAxis;
  /** Of the axis of results. */
  series: string | null;
}

function Axis({ axis: { title, axis, x }, series }: AxisProps) {
  const end = title.lastIndexOf(".") + 1;
  return (
    <g className={classes.axis}>
      <line x1={x} x2={x} y1={TOP} y2={HEIGHT - BOTTOM} />
      <text x={x} y={16} className={classes.title}>
        {series ?? title.slice(end)}
      </text>
      {marksOf(axis).map(({ value, place }) => (
        <text key={value} x={x + 6} y={y(place) + 4}>
          {series && typeof value === "number" ? formatMeasure(series, value) : writtenMark(value)}
        </text>
      ))}
    </g>
  );
}

function y(place: number): number {
  return HEIGHT - BOTTOM - place * (HEIGHT - TOP - BOTTOM);
}
