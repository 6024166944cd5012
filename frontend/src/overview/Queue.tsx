import { Text } from "@mantine/core";
import { sentence } from "../api/problem";
import type { Job } from "../api/types";
import { Card, CardToCome } from "../app/Card";
import { Anchor } from "../app/links";
import { formatDuration, formatMoment } from "../format/time";
import { useNow } from "../format/useNow";
import { elapsedMillis } from "../jobs/lifecycle";
import { strings } from "../strings";
import classes from "./JobLines.module.css";
import { byStart } from "./order";
import type { JobsInState } from "./queries";

const text = strings.overview.queue;
const SHOWN = 10;

/** What waits, why, and when it may start. */
export function Queue({ queued }: { queued: JobsInState | undefined }) {
  const now = useNow();
  if (!queued) return <CardToCome title={text.title} height={120} />;
  const { jobs, more } = queued;
  return (
    <Card
      title={text.title}
      actions={
        jobs.length > 0 && (
          <Anchor to="/jobs" search={{ state: "QUEUED" }} size="sm">
            {text.all(jobs.length, more)}
          </Anchor>
        )
      }
    >
      {jobs.length === 0 && (
        <Text size="sm" c="dimmed">
          {text.empty}
        </Text>
      )}
      <ol className={classes.list}>
        {byStart(jobs)
          .slice(0, SHOWN)
          .map((job) => (
            <Waiting key={job.id} job={job} now={now} />
          ))}
      </ol>
    </Card>
  );
}

function Waiting({ job, now }: { job: Job; now: number }) {
  const start = job.waiting?.estimatedStart;
  return (
    <li className={classes.line}>
      <div className={classes.head}>
        <Anchor to="/jobs/$jobId" params={{ jobId: job.id }} className={classes.job}>
          {job.name}
        </Anchor>
        <span className={classes.quiet}>{job.team}</span>
        <span className={`tabular ${classes.when}`}>
          {start ? text.about(formatMoment(start)) : strings.job.waited(formatWait(job, now))}
        </span>
      </div>
      <p className={classes.words}>{reason(job)}</p>
    </li>
  );
}

function reason(job: Job): string {
  if (job.held) return text.held;
  return job.waiting ? sentence(job.waiting.reason) : text.unknown;
}

function formatWait(job: Job, now: number): string {
  return formatDuration(elapsedMillis(job, now));
}
