import { Anchor, Title } from "@mantine/core";
import { useDebouncedValue, useInViewport } from "@mantine/hooks";
import { useEffect, useState } from "react";
import type { Job, LogLevel } from "../api/types";
import { Callout } from "../app/Callout";
import { isEnded } from "../jobs/lifecycle";
import { strings } from "../strings";
import classes from "./LogCard.module.css";
import { LogControls, type Query } from "./LogControls";
import { LogFindings } from "./LogFindings";
import { LogTail } from "./LogTail";
import { downloadAddress } from "./queries";
import { useLog } from "./useLog";

const text = strings.job.log;
const TYPING_MILLIS = 300;
const NO_QUERY: Query = { q: "", regex: false, caseSensitive: false };

interface LogCardProps {
  job: Job;
  /** The attempt whose lines are shown; null for the newest. */
  attempt: number | null;
  onAttempt: (attempt: number | null) => void;
}

/** What a job's trainers printed. Loads nothing before it is in sight. */
export function LogCard({ job, attempt, onAttempt }: LogCardProps) {
  const { ref, inViewport } = useInViewport<HTMLElement>();
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (inViewport) setSeen(true);
  }, [inViewport]);
  return (
    <section className={`card ${classes.card}`} ref={ref} aria-labelledby="log">
      {job.attempts === 0 ? (
        <>
          <Title order={2} id="log">
            {text.title}
          </Title>
          <div className={classes.empty}>{isEnded(job.state) ? text.never : text.notYet}</div>
        </>
      ) : (
        <AttemptLogs
          job={job}
          chosen={attempt}
          onAttempt={onAttempt}
          seen={seen}
          inSight={inViewport}
        />
      )}
    </section>
  );
}

interface AttemptLogsProps {
  job: Job;
  chosen: number | null;
  onAttempt: (attempt: number | null) => void;
  seen: boolean;
  inSight: boolean;
}

function AttemptLogs({ job, chosen, onAttempt, seen, inSight }: AttemptLogsProps) {
  const [level, setLevel] = useState<LogLevel>("DEBUG");
  const [query, setQuery] = useState(NO_QUERY);
  const [following, setFollowing] = useState(true);
  const [target, setTarget] = useState<{ attempt: number; line: number } | null>(null);
  const [typed] = useDebouncedValue(query, TYPING_MILLIS);

  const attempt = chosen ?? job.attempts;
  const choice = { jobId: job.id, attempt, level };
  const searching = query.q !== "" && typed.q !== "";
  const log = useLog(choice, seen, following && inSight && !searching);
  const summary = log.stretch?.log;
  const over = summary !== undefined && (summary.complete || summary.full);
  const ended = attempt < job.attempts || isEnded(job.state);

  const follow = (wanted: boolean) => {
    setFollowing(wanted);
    if (!wanted) return;
    setTarget(null);
    if (log.stretch?.hasLater) log.newest();
  };
  return (
    <>
      <div className={classes.head}>
        <Title order={2} id="log">
          {text.title}
        </Title>
        <Anchor href={downloadAddress(job.id, attempt)} download size="sm">
          {text.download}
        </Anchor>
      </div>
      <LogControls
        attempts={job.attempts}
        attempt={attempt}
        onAttempt={(next) => {
          onAttempt(next === job.attempts ? null : next);
          setTarget(null);
        }}
        level={level}
        onLevel={setLevel}
        query={query}
        onQuery={setQuery}
        following={over ? null : following}
        onFollow={follow}
      />
      {searching ? (
        <LogFindings
          key={`${attempt} ${level} ${JSON.stringify(typed)}`}
          choice={choice}
          query={typed}
          onLine={(line) => {
            setQuery(NO_QUERY);
            setFollowing(false);
            setTarget({ attempt, line });
            log.around(line);
          }}
        />
      ) : (
        <LogTail
          log={log}
          following={following && !over}
          target={target?.attempt === attempt ? target.line : null}
          onFollow={follow}
          empty={summary?.deleted ? text.deleted : emptyWords(level, ended)}
        />
      )}
      {summary?.full && <Callout tone="caution">{text.full}</Callout>}
      {summary && !over && ended && <div className={classes.status}>{text.maybeMore}</div>}
    </>
  );
}

function emptyWords(level: LogLevel, ended: boolean): string {
  if (level !== "DEBUG") return text.noneOfLevel;
  return ended ? text.silent : text.soon;
}
