import type { Job } from "../api/types";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import classes from "./JobProgress.module.css";
import { shareDone } from "./lifecycle";

interface JobProgressProps {
  job: Job;
  /** Thicker, and without the steps beside it. */
  large?: boolean;
  /** Stands behind the steps. */
  words?: string;
}

/** How many of its optimizer steps a job has done. */
export function JobProgress({ job, large = false, words }: JobProgressProps) {
  const done = formatCount(job.optimizerStep);
  const total = formatCount(job.totalOptimizerSteps);
  return (
    <div className={classes.progress} data-large={large || undefined}>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={strings.job.progress}
        aria-valuenow={Math.round(shareDone(job) * 100)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={strings.jobs.steps(done, total)}
      >
        <div
          className={classes.bar}
          data-state={job.state}
          style={{ transform: `scaleX(${shareDone(job)})` }}
        />
      </div>
      {!large && (
        <span className={`tabular ${classes.steps}`}>
          {strings.jobs.stepsShort(done, total)}
          {words && ` · ${words}`}
        </span>
      )}
    </div>
  );
}
