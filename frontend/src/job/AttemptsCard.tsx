import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Job } from "../api/types";
import { Card } from "../app/Card";
import { Trouble } from "../app/Trouble";
import { formatCount } from "../format/numbers";
import { formatDuration, formatInstant, formatMoment } from "../format/time";
import { useNow } from "../format/useNow";
import { strings } from "../strings";
import classes from "./AttemptsCard.module.css";
import { type Attempt, attemptsOf, barsOf, rangeOf } from "./attempts";
import { eventsQuery } from "./queries";

const text = strings.job.attempts;
const SHOWN_AT_FIRST = 5;

interface AttemptsCardProps {
  job: Job;
  /** Shows what an attempt printed. */
  onLog: (attempt: number) => void;
}

/** The executions of a job over time, the newest first: where, how long, how far, and how they ended. */
export function AttemptsCard({ job, onLog }: AttemptsCardProps) {
  const events = useQuery(eventsQuery(job.id));
  const [all, setAll] = useState(false);
  const now = useNow();
  if (!events.data) {
    return (
      <Card title={text.title}>
        {events.error ? (
          <Trouble error={events.error} onRetry={() => void events.refetch()} />
        ) : (
          <Skeleton height={48} radius="md" role="status" aria-label={strings.loading} />
        )}
      </Card>
    );
  }
  const attempts = attemptsOf(job, events.data);
  const range = rangeOf(attempts, now);
  const shown = all ? attempts : attempts.slice(-SHOWN_AT_FIRST);
  if (attempts.length === 0) {
    return (
      <Card title={text.title}>
        <p className={classes.quiet}>{text.none}</p>
      </Card>
    );
  }
  return (
    <Card title={text.title}>
      <div className={`tabular ${classes.axis}`} aria-hidden="true">
        <span>{formatMoment(new Date(range[0]).toISOString())}</span>
        <span>{formatMoment(new Date(range[1]).toISOString())}</span>
      </div>
      <ol className={classes.list} reversed>
        {shown.toReversed().map((attempt) => (
          <Item key={attempt.number} attempt={attempt} range={range} now={now} onLog={onLog} />
        ))}
      </ol>
      {shown.length < attempts.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {text.showAll(attempts.length)}
        </Button>
      )}
    </Card>
  );
}

interface ItemProps {
  attempt: Attempt;
  range: readonly [number, number];
  now: number;
  onLog: (attempt: number) => void;
}

function Item({ attempt, range, now, onLog }: ItemProps) {
  const { number, assignedAt, runningAt } = attempt;
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <span className={classes.name}>{text.attempt(number)}</span>
        <span className={classes.quiet}>{endWords(attempt)}</span>
        {assignedAt !== null && (
          <Button
            className={classes.log}
            variant="subtle"
            size="compact-xs"
            aria-label={text.logOf(number)}
            onClick={() => onLog(number)}
          >
            {text.log}
          </Button>
        )}
      </div>
      <div className={classes.track} aria-hidden="true">
        {barsOf(attempt, range).map(({ kind, from, to }) => (
          <div
            key={kind}
            className={classes.bar}
            data-kind={kind}
            data-end={attempt.cause ?? undefined}
            style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
          />
        ))}
      </div>
      <div className={`tabular ${classes.quiet}`}>
        {[placeWords(attempt), timeWords(attempt, now), runningAt !== null && stepWords(attempt)]
          .filter(Boolean)
          .join(" · ")}
      </div>
    </li>
  );
}

/** How it ended, or what it does now. */
function endWords({ endedAt, cause, assignedAt, runningAt, queuedAt }: Attempt): string {
  if (endedAt !== null) {
    const why =
      cause === null ? text.over : (text.causes[cause] ?? strings.job.failure.causes[cause]);
    return `${why ?? cause}, ${formatInstant(new Date(endedAt).toISOString())}`;
  }
  if (runningAt !== null) return text.runs(formatInstant(new Date(runningAt).toISOString()));
  if (assignedAt !== null) return text.starts;
  return queuedAt === null
    ? text.waits
    : text.waitsSince(formatInstant(new Date(queuedAt).toISOString()));
}

function placeWords({ worker, devices }: Attempt): string | null {
  if (worker === null) return null;
  return devices === null ? text.worker(worker) : text.place(worker, devices);
}

function timeWords({ queuedAt, assignedAt, runningAt, endedAt }: Attempt, now: number): string {
  const waited = queuedAt !== null && text.waited(formatDuration((assignedAt ?? now) - queuedAt));
  const ran = runningAt !== null && text.ran(formatDuration((endedAt ?? now) - runningAt));
  return [waited, ran].filter(Boolean).join(", ");
}

function stepWords({ fromStep, toStep, saved }: Attempt): string {
  const from = formatCount(fromStep);
  if (toStep === null) return text.fromStep(from);
  return saved ? text.savedTo(from, formatCount(toStep)) : text.steps(from, formatCount(toStep));
}
