import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { asProblem } from "../api/problem";
import type { Job } from "../api/types";
import { BackLink } from "../app/BackLink";
import { Callout } from "../app/Callout";
import { ButtonLink } from "../app/links";
import { FailureNotice, Notice } from "../app/Notice";
import { Page } from "../app/Page";
import { CheckpointCard } from "../checkpoint/CheckpointCard";
import { Lineage } from "../checkpoint/Lineage";
import { BulkToast } from "../jobs/BulkToast";
import { isEnded, shareDone } from "../jobs/lifecycle";
import { jobQuery } from "../jobs/queries";
import dock from "../jobs/SelectionBar.module.css";
import { useBulkActions } from "../jobs/useBulkActions";
import { LiveStatus } from "../live/LiveStatus";
import { LogCard } from "../log/LogCard";
import { mayWrite, sessionQuery } from "../session/queries";
import { strings } from "../strings";
import { AccumulationCard } from "./AccumulationCard";
import { AttemptsCard } from "./AttemptsCard";
import { CancelJob } from "./CancelJob";
import { EquivalenceCard } from "./EquivalenceCard";
import { EventTimeline } from "./EventTimeline";
import { Failure } from "./Failure";
import { JobActions } from "./JobActions";
import { JobCharts } from "./JobCharts";
import classes from "./JobPage.module.css";
import { JobSummary } from "./JobSummary";
import { eventsQuery } from "./queries";
import { SpecCard } from "./SpecCard";
import { SystemCard } from "./SystemCard";
import { useLiveJob } from "./useLiveJob";
import { Waiting } from "./Waiting";

const text = strings.job;

/** About as high as the chart of the loss with its title and its names. */
const LOSS_CHART = 390;

export function JobPage() {
  const { jobId } = useParams({ from: "/signed-in/jobs/$jobId" });
  const { data: job, error, refetch } = useQuery(jobQuery(jobId));
  if (job) return <FoundJob key={job.id} job={job} />;
  if (error) return <LostJob error={error} onRetry={refetch} />;
  return (
    <Page title={strings.loading} above={<BackToJobs />}>
      <Stack role="status" aria-label={strings.loading}>
        <div className={`card ${classes.summaryToCome}`} />
        <Skeleton height={LOSS_CHART} radius="md" />
      </Stack>
    </Page>
  );
}

function FoundJob({ job }: { job: Job }) {
  const ended = isEnded(job.state);
  const live = useLiveJob(job.id, ended);
  const queries = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const writable = mayWrite(session, job.team);
  const operations = useBulkActions(() => {
    // The stream tells of it too, unless it is paused.
    for (const { queryKey } of [jobQuery(job.id), eventsQuery(job.id)]) {
      void queries.invalidateQueries({ queryKey, exact: true });
    }
  });
  const events = useQuery(eventsQuery(job.id));
  // Events say what stands above the charts and on them: before that, all of it would move.
  const told = !events.isPending || events.failureCount > 0;
  const log = useRef<HTMLDivElement>(null);
  const [attempt, setAttempt] = useState<number | null>(null);
  const showLog = (number: number) => {
    setAttempt(number === job.attempts ? null : number);
    log.current?.scrollIntoView({ block: "start" });
    log.current?.focus({ preventScroll: true });
  };
  const percent = `${Math.floor(shareDone(job) * 100)}%`;
  return (
    <Page
      title={job.name}
      documentTitle={ended ? `${strings.states[job.state]} ${job.name}` : `${percent} ${job.name}`}
      above={<BackToJobs />}
      actions={
        <>
          {!ended && <LiveStatus state={live.state} onPause={live.setPaused} />}
          {writable && (
            <JobActions job={job} pending={operations.pending} onAction={operations.carryOut} />
          )}
          {writable && !ended && <CancelJob job={job} />}
        </>
      }
    >
      <VisuallyHidden role="status">
        {text.announce(job.name, strings.states[job.state])}
      </VisuallyHidden>
      <Stack gap="md">
        <JobSummary job={job} />
        <AccumulationCard job={job} />
        {job.cancelRequested && !ended && <Callout tone="caution">{text.canceling}</Callout>}
        {job.held && !ended && <Callout tone="caution">{text.actions.held}</Callout>}
        {job.state === "QUEUED" && <Waiting job={job} />}
        {job.state === "FAILED" && <Failure job={job} />}
        {told ? (
          <div className={classes.columns}>
            <div className={classes.charts}>
              <Stack gap="md">
                <JobCharts job={job} />
                <AttemptsCard job={job} onLog={showLog} />
              </Stack>
            </div>
            <div className={classes.log} ref={log} tabIndex={-1}>
              <LogCard job={job} attempt={attempt} onAttempt={setAttempt} />
            </div>
            <Stack gap="md" className={classes.side}>
              <EventTimeline jobId={job.id} />
              <CheckpointCard job={job} />
              <EquivalenceCard job={job} />
              <SystemCard job={job} />
              <Lineage jobId={job.id} />
            </Stack>
            <div className={classes.spec}>
              <SpecCard job={job} />
            </div>
          </div>
        ) : (
          <ColumnsToCome />
        )}
        {operations.outcome && (
          <div className={dock.dock}>
            <BulkToast {...operations} outcome={operations.outcome} />
          </div>
        )}
      </Stack>
    </Page>
  );
}

function ColumnsToCome() {
  return (
    <div className={classes.columns} role="status" aria-label={strings.loading}>
      <Skeleton className={classes.charts} height={LOSS_CHART} radius="md" />
      <Skeleton className={classes.side} height={LOSS_CHART} radius="md" />
    </div>
  );
}

function LostJob({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const problem = asProblem(error);
  const notFound = problem.status === 404 || problem.status === 422 || problem.status === 400;
  return (
    <Page
      title={notFound ? strings.problem.jobNotFoundTitle : problem.title}
      above={<BackToJobs />}
    >
      {notFound ? (
        <Notice
          actions={
            <ButtonLink to="/jobs" variant="default">
              {strings.problem.backToJobs}
            </ButtonLink>
          }
        >
          {strings.problem.jobNotFound}
        </Notice>
      ) : (
        <FailureNotice error={error} onRetry={onRetry} />
      )}
    </Page>
  );
}

function BackToJobs() {
  return <BackLink to="/jobs">{strings.jobs.title}</BackLink>;
}
