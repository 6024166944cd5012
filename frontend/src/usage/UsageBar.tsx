import type { UsageRow } from "../api/types";
import { formatDecimal } from "../format/numbers";
import { strings } from "../strings";
import classes from "./UsageBar.module.css";

const text = strings.usage;

/** What the hours of a row were for, as parts of a bar. */
export function UsageBar({ row }: { row: UsageRow }) {
  const total = row.usefulDeviceHours + row.wastedDeviceHours + row.idleDeviceHours;
  const width = (hours: number) => ({ width: `${total > 0 ? (100 * hours) / total : 0}%` });
  return (
    <div
      className={classes.track}
      role="img"
      aria-label={text.bar(
        formatDecimal(row.usefulDeviceHours),
        formatDecimal(row.wastedDeviceHours),
        formatDecimal(row.idleDeviceHours),
      )}
    >
      <div className={classes.useful} style={width(row.usefulDeviceHours)} />
      <div className={classes.wasted} style={width(row.wastedDeviceHours)} />
      <div className={classes.idle} style={width(row.idleDeviceHours)} />
    </div>
  );
}

/** What the colours of the bars mean. */
export function UsageLegend() {
  return (
    <div className={classes.legend}>
      <span>
        <i className={classes.useful} />
        {text.legend.useful}
      </span>
      <span>
        <i className={classes.wasted} />
        {text.legend.wasted}
      </span>
      <span>
        <i className={classes.idle} />
        {text.legend.idle}
      </span>
    </div>
  );
}
