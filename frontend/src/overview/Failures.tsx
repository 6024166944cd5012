import { Text } from "@mantine/core";
import { sentence } from "../api/problem";
import type { Job } from "../api/types";
import { Card, CardToCome } from "../app/Card";
import { Anchor } from "../app/links";
import { Age } from "../format/Age";
import { strings } from "../strings";
import classes from "./JobLines.module.css";

const text = strings.overview.failures;

/** What failed of late and why, in words. */
export function Failures({ failed }: { failed: readonly Job[] | undefined }) {
  if (!failed) return <CardToCome title={text.title} height={120} />;
  return (
    <Card
      title={text.title}
      actions={
        failed.length > 0 && (
          <Anchor to="/jobs" search={{ state: "FAILED" }} size="sm">
            {text.all}
          </Anchor>
        )
      }
    >
      {failed.length === 0 && (
        <Text size="sm" c="dimmed">
          {text.empty}
        </Text>
      )}
      <ul className={classes.list}>
        {failed.map((job) => (
          <FailedJob key={job.id} job={job} />
        ))}
      </ul>
    </Card>
  );
}

function FailedJob({ job }: { job: Job }) {
  const { causes, title } = strings.job.failure;
  return (
    <li className={classes.line}>
      <div className={classes.head}>
        <Anchor to="/jobs/$jobId" params={{ jobId: job.id }} className={classes.job}>
          {job.name}
        </Anchor>
        <span className={classes.quiet}>{job.team}</span>
        <span className={classes.when}>
          <Age at={job.finishedAt ?? job.createdAt} />
        </span>
      </div>
      <p className={classes.cause}>{(job.failureCause && causes[job.failureCause]) || title}</p>
      {job.failureMessage && <p className={classes.clamped}>{sentence(job.failureMessage)}</p>}
    </li>
  );
}
