import { formatDecimal } from "../format/numbers";
import { formatDay } from "../format/time";
import { strings } from "../strings";
import classes from "./DailyUsage.module.css";
import { hoursOf, type UsageDay } from "./daily";

const text = strings.usage.daily;
const PARTS = ["useful", "wasted", "idle"] as const;
const HEIGHT = 100;

/** Days beside each other, each as high as the hours that devices were held on it. */
export function DailyUsage({ days }: { days: readonly UsageDay[] }) {
  const most = Math.max(...days.map(hoursOf));
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return null;
  return (
    <figure className={classes.figure}>
      <figcaption className={`tabular ${classes.most}`}>
        {text.most(formatDecimal(most))}
      </figcaption>
      <svg
        className={classes.drawing}
        viewBox={`0 0 ${days.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={text.drawing(formatDay(first.day), formatDay(last.day), formatDecimal(most))}
      >
        {days.map((day, index) => (
          <DayBar key={day.day} day={day} x={index} scale={HEIGHT / most} />
        ))}
      </svg>
      <div className={classes.ends}>
        <span>{formatDay(first.day)}</span>
        <span>{formatDay(last.day)}</span>
      </div>
    </figure>
  );
}

/** Its parts stand upon each other: what was of use first. */
function DayBar({ day, x, scale }: { day: UsageDay; x: number; scale: number }) {
  let below = 0;
  return (
    <g>
      <title>
        {`${formatDay(day.day)}: ${strings.usage.bar(formatDecimal(day.useful), formatDecimal(day.wasted), formatDecimal(day.idle))}`}
      </title>
      {PARTS.map((part) => {
        const height = day[part] * scale;
        below += height;
        return (
          <rect
            key={part}
            className={classes[part]}
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
