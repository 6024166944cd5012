import { Alert } from "@mantine/core";
import type { Job } from "../api/types";
import { AlertIcon } from "../icons";
import { strings } from "../strings";
import classes from "./Failure.module.css";

const text = strings.job.failure;

/** Why a job failed: whose doing it was, then what the trainer said. */
export function Failure({ job }: { job: Job }) {
  const cause = job.failureCause ? text.causes[job.failureCause] : undefined;
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<AlertIcon />}
      title={cause ?? text.title}
      role="alert"
      classNames={{ message: classes.message }}
    >
      {job.failureMessage ?? text.title}
    </Alert>
  );
}
