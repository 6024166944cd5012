import { useElementSize } from "@mantine/hooks";
import type { Job } from "../api/types";
import { formatMeasure } from "../measure/measures";
import { strings } from "../strings";
import type { Difference } from "./differences";
import { axisOf, marksOf, placeOn } from "./fieldAxis";
import type { Look } from "./looks";
import { writtenMark } from "./marks";
import classes from "./Scatter.module.css";

const text = strings.compare;
const HEIGHT = 260;
const LEFT = 64;
const RIGHT = 24;
const TOP = 14;
const BOTTOM = 40;
const RADIUS = 5;

interface ScatterProps {
  field: Difference;
  series: string;
  results: readonly (number | null)[];
  jobs: readonly Pick<Job, "id" | "name">[];
  looks: readonly Look[];
  emphasized: number | null;
  onEmphasize: (index: number | null) => void;
}

/** A dot for each job: what its spec has in a field, against what became of it. */
export function Scatter(props: ScatterProps) {
  const { field, series, results, jobs, looks, emphasized, onEmphasize } = props;
  const { ref, width } = useElementSize();
  const across = axisOf(field.values);
  const up = axisOf(results);
  const x = (place: number) => LEFT + place * Math.max(0, width - LEFT - RIGHT);
  const y = (place: number) => HEIGHT - BOTTOM - place * (HEIGHT - TOP - BOTTOM);
  return (
    <div ref={ref} className={classes.frame}>
      <svg width={width} height={HEIGHT} role="img" aria-label={text.scatter(series, field.path)}>
        {marksOf(up).map(({ value, place }) => (
          <g key={value} className={classes.mark}>
            <line x1={LEFT - 10} x2={width - RIGHT + 10} y1={y(place)} y2={y(place)} />
            <text x={LEFT - 16} y={y(place) + 4} textAnchor="end">
              {formatMeasure(series, Number(value))}
            </text>
          </g>
        ))}
        {marksOf(across).map(({ value, place }) => (
          <text
            key={value}
            className={classes.name}
            x={x(place)}
            y={HEIGHT - BOTTOM + 18}
            textAnchor="middle"
          >
            {writtenMark(value)}
          </text>
        ))}
        <text className={classes.title} x={x(0.5)} y={HEIGHT - 6} textAnchor="middle">
          {field.path}
        </text>
        {jobs.map(({ id, name }, index) => {
          const [left, height] = [
            placeOn(across, field.values[index]),
            placeOn(up, results[index]),
          ];
          if (left === null || height === null) return null;
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table says the same
            <circle
              key={id}
              cx={x(left)}
              cy={y(height)}
              r={emphasized === index ? RADIUS + 2 : RADIUS}
              fill={`var(${looks[index]?.color})`}
              className={classes.dot}
              data-faded={(emphasized !== null && emphasized !== index) || undefined}
              onMouseEnter={() => onEmphasize(index)}
              onMouseLeave={() => onEmphasize(null)}
            >
              <title>
                {text.dot(
                  name,
                  field.values[index] ?? text.fieldMissing,
                  formatMeasure(series, results[index]),
                )}
              </title>
            </circle>
          );
        })}
      </svg>
    </div>
  );
}
