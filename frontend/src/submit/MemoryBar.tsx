import { strings } from "../strings";
import classes from "./PlanCard.module.css";

/** How much of a device a job fills. */
export function MemoryBar({ usedBytes, deviceBytes }: { usedBytes: number; deviceBytes: number }) {
  const fits = usedBytes <= deviceBytes;
  return (
    <div className={classes.memory}>
      <dt>{fits ? strings.plan.fits : strings.plan.tooBig}</dt>
      <dd className={classes.track}>
        <span
          className={classes.level}
          data-full={!fits || undefined}
          style={{ width: `${Math.min(1, usedBytes / deviceBytes) * 100}%` }}
        />
      </dd>
    </div>
  );
}
