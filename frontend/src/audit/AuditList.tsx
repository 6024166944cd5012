import { UnstyledButton } from "@mantine/core";
import type { AuditEvent } from "../api/types";
import { Age } from "../format/Age";
import { strings } from "../strings";
import classes from "./AuditList.module.css";
import { Difference } from "./Difference";
import { changesOf, saysFieldsOnly } from "./difference";
import type { AuditFilter } from "./filter";
import { kindWords } from "./kinds";

const text = strings.audit;

interface AuditListProps {
  events: readonly AuditEvent[];
  /** Takes the filter that shows only what is like what was clicked. */
  onFilter: (filter: AuditFilter) => void;
}

/** Events, the newest first: who did what to what, from where, and what it changed. */
export function AuditList({ events, onFilter }: AuditListProps) {
  return (
    <ol className={`card ${classes.list}`} aria-label={text.title}>
      {events.map((event) => (
        <Event key={event.id} event={event} onFilter={onFilter} />
      ))}
    </ol>
  );
}

interface EventProps {
  event: AuditEvent;
  onFilter: (filter: AuditFilter) => void;
}

function Event({ event, onFilter }: EventProps) {
  const { actor, address, kind, subject, team, detail } = event;
  const changes = changesOf(event);
  return (
    <li className={classes.event}>
      <div className={classes.head}>
        <span className={classes.kind}>{kindWords(kind)}</span>
        {subject && (
          <Only title={text.only(subject)} onClick={() => onFilter({ subject })}>
            {subject}
          </Only>
        )}
        <span className={classes.at}>
          <Age at={event.at} />
        </span>
      </div>
      <div className={classes.origin}>
        <span>{text.by}</span>
        <Only title={text.only(actor)} onClick={() => onFilter({ actor })}>
          {actor}
        </Only>
        {address && <span>{text.from(address)}</span>}
        {team && (
          <>
            <span>{text.inTeam}</span>
            <Only title={text.only(team)} onClick={() => onFilter({ team })}>
              {team}
            </Only>
          </>
        )}
      </div>
      {detail && !saysFieldsOnly(detail, changes) && <p className={classes.detail}>{detail}</p>}
      {changes.length > 0 && <Difference changes={changes} />}
    </li>
  );
}

interface OnlyProps {
  title: string;
  children: string;
  onClick: () => void;
}

/** A name that shows only what concerns it. */
function Only({ title, children, onClick }: OnlyProps) {
  return (
    <UnstyledButton className={classes.only} title={title} onClick={onClick}>
      {children}
    </UnstyledButton>
  );
}
