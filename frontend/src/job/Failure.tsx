import { sentence } from "../api/problem";
import type { Job } from "../api/types";
import { Callout } from "../app/Callout";
import { AlertIcon } from "../icons";
import { strings } from "../strings";

const text = strings.job.failure;

/** Why a job failed: whose doing it was, then what the trainer said. */
export function Failure({ job }: { job: Job }) {
  const cause = job.failureCause ? text.causes[job.failureCause] : undefined;
  return (
    <Callout tone="bad" role="alert" icon={<AlertIcon />} title={cause ?? text.title}>
      {job.failureMessage ? sentence(job.failureMessage) : text.unexplained}
    </Callout>
  );
}
