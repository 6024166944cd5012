import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Job } from "../api/types";
import { splitWindow } from "../batch/plan";
import { effectiveAt } from "../batch/spec";
import { describeSplit } from "../batch/words";
import { newestValue } from "../curve/curve";
import { CURVES, curvesQuery, predictsNumbers } from "../curve/queries";
import { Age } from "../format/Age";
import { formatCount, formatLoss, formatRate, formatShare } from "../format/numbers";
import { formatDuration } from "../format/time";
import { useNow } from "../format/useNow";
import { JobProgress } from "../jobs/JobProgress";
import { elapsedMillis, isEnded, remainingMillis, shareDone } from "../jobs/lifecycle";
import { StateBadge } from "../jobs/StateBadge";
import { strings } from "../strings";
import classes from "./JobSummary.module.css";

const text = strings.job;

/** Where a job stands, at a glance. */
export function JobSummary({ job }: { job: Job }) {
  return (
    <section className={`card ${classes.summary}`} aria-label={text.progress}>
      <div className={classes.line}>
        <StateBadge state={job.state} />
        <span className={`tabular ${classes.steps}`}>
          {strings.jobs.steps(formatCount(job.optimizerStep), formatCount(job.totalOptimizerSteps))}
          <Percent job={job} />
        </span>
        <span className={`tabular ${classes.time}`}>
          <Time job={job} />
        </span>
      </div>
      <JobProgress job={job} large />
      <dl className={classes.figures}>
        <Figure name={text.figures.loss}>{formatLoss(job.trainLoss)}</Figure>
        <ValidationFigure job={job} />
        <Figure name={text.figures.speed}>{formatRate(job.samplesPerSecond)}</Figure>
        <BatchFigure job={job} />
      </dl>
      <p className={classes.origin}>
        {job.team} · {text.submitted(job.createdBy)} · <Age at={job.createdAt} />
        {job.attempts > 1 && ` · ${text.attempt(job.attempts)}`}
      </p>
    </section>
  );
}

function ValidationFigure({ job }: { job: Job }) {
  const { data: curves = {} } = useQuery(curvesQuery(job.id));
  return predictsNumbers(curves) ? (
    <Figure name={text.figures.error}>
      {formatLoss(newestValue(curves[CURVES.validationError]))}
    </Figure>
  ) : (
    <Figure name={text.figures.accuracy}>{formatShare(job.validationAccuracy)}</Figure>
  );
}

function Percent({ job }: { job: Job }) {
  return <span className={classes.percent}>{`${Math.floor(shareDone(job) * 100)} %`}</span>;
}

function Time({ job }: { job: Job }) {
  const now = useNow();
  const elapsed = formatDuration(elapsedMillis(job, now));
  if (isEnded(job.state)) return job.startedAt ? text.took(elapsed) : null;
  if (!job.startedAt) return text.waited(elapsed);
  const remaining = remainingMillis(job);
  return remaining === null ? text.since(elapsed) : text.remaining(formatDuration(remaining));
}

function BatchFigure({ job }: { job: Job }) {
  const { batch } = job.spec.training;
  const effective = effectiveAt(batch, job.optimizerStep);
  const { micro } = batch;
  return (
    <Figure name={text.figures.batch}>
      {formatCount(effective)}
      <span className={classes.detail}>
        {micro === "auto"
          ? text.figures.microAuto
          : `= ${describeSplit(splitWindow(effective, micro), micro)}`}
      </span>
    </Figure>
  );
}

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className={classes.name}>{name}</dt>
      <dd className={`tabular ${classes.value}`}>{children}</dd>
    </div>
  );
}
