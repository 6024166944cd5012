import { formatHours } from "../format/numbers";
import { formatDay } from "../format/time";
import { strings } from "../strings";
import classes from "./DayBars.module.css";

const text = strings.usage.daily;
const HEIGHT = 100;

/** A day and what its hours were. */
export interface BarDay {
  day: string;
  /** What a pointer that rests on it is told. */
  title: string;
  /** From the bottom to the top. */
  parts: readonly { key: string; hours: number; fill: string }[];
}

/** Days beside each other, each as high as the hours that devices were held on it. */
export function DayBars({ days }: { days: readonly BarDay[] }) {
  const most = Math.max(...days.map(hoursOf));
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return null;
  return (
    <figure className={classes.figure}>
      <figcaption className={`tabular ${classes.most}`}>{text.most(formatHours(most))}</figcaption>
      <svg
        className={classes.drawing}
        viewBox={`0 0 ${days.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={text.drawing(formatDay(first.day), formatDay(last.day), formatHours(most))}
      >
        {days.map((day, index) => (
          <Bar key={day.day} day={day} x={index} scale={HEIGHT / most} />
        ))}
      </svg>
      <div className={classes.ends}>
        <span>{formatDay(first.day)}</span>
        <span>{formatDay(last.day)}</span>
      </div>
    </figure>
  );
}

const hoursOf = ({ parts }: BarDay): number => parts.reduce((sum, { hours }) => sum + hours, 0);

function Bar({ day, x, scale }: { day: BarDay; x: number; scale: number }) {
  let below = 0;
  return (
    <g>
      <title>{day.title}</title>
      {day.parts.map(({ key, hours, fill }) => {
        const height = hours * scale;
        below += height;
        return (
          <rect
            key={key}
            style={{ fill }}
            x={x + 0.1}
            y={HEIGHT - below}
            width={0.8}
            height={height}
          />
        );
      })}
    </g>
  );
}
