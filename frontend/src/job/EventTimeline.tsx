import { Button, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sentence } from "../api/problem";
import type { JobEvent } from "../api/types";
import { Trouble } from "../app/Trouble";
import { Age } from "../format/Age";
import { sentenceCase } from "../format/words";
import { strings } from "../strings";
import classes from "./EventTimeline.module.css";
import { eventsQuery } from "./queries";

const text = strings.job.events;
const SHOWN_AT_FIRST = 8;
const LONG_REASON = 180;
const SHOWN_OF_LONG_REASON = 100;

/** What happened to a job, newest first. */
export function EventTimeline({ jobId }: { jobId: string }) {
  const { data: events = [], error, refetch } = useQuery(eventsQuery(jobId));
  const [all, setAll] = useState(false);
  const newestFirst = [...events].reverse();
  const shown = all ? newestFirst : newestFirst.slice(0, SHOWN_AT_FIRST);
  return (
    <section className={`card ${classes.card}`}>
      <Title order={2}>{text.title}</Title>
      {events.length === 0 &&
        (error ? (
          <Trouble error={error} onRetry={() => void refetch()} />
        ) : (
          <p className={classes.quiet}>{text.empty}</p>
        ))}
      <ol className={classes.list}>
        {shown.map((event) => (
          <EventItem key={event.id} event={event} />
        ))}
      </ol>
      {shown.length < events.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {text.showAll(events.length)}
        </Button>
      )}
    </section>
  );
}

function EventItem({ event }: { event: JobEvent }) {
  const words = reason(event);
  return (
    <li className={classes.item} data-to={event.to ?? undefined}>
      <div className={classes.head}>
        <span className={classes.kind}>{title(event)}</span>
        <span className={classes.quiet}>
          <Age at={event.at} />
        </span>
      </div>
      {words && <Reason words={words} />}
      <div className={classes.quiet}>{origin(event)}</div>
    </li>
  );
}

/** Some reasons carry a program's last words: their beginning stands for them until asked. */
function Reason({ words }: { words: string }) {
  if (words.length <= LONG_REASON) return <div className={classes.reason}>{words}</div>;
  return (
    <details className={classes.reason}>
      <summary>{`${words.slice(0, SHOWN_OF_LONG_REASON).trimEnd()} …`}</summary>
      <div className={classes.words}>{words}</div>
    </details>
  );
}

function title(event: JobEvent): string {
  if (event.to) return event.from ? strings.states[event.to] : text.submitted;
  return text.kinds[event.kind] ?? sentenceCase(event.kind);
}

/** Why, unless it only says the title again. */
function reason(event: JobEvent): string | null {
  const words = event.reason ? sentence(event.reason) : null;
  return words === `${title(event)}.` ? null : words;
}

function origin(event: JobEvent): string {
  const by = text.by(event.actor);
  return event.attemptNumber ? `${by} · ${text.attempt(event.attemptNumber)}` : by;
}
