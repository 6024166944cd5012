import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Job } from "../api/types";
import { Tick } from "../app/Tick";
import { Age } from "../format/Age";
import { formatLoss, formatShare } from "../format/numbers";
import { formatDuration } from "../format/time";
import { strings } from "../strings";
import classes from "./JobList.module.css";
import { JobProgress } from "./JobProgress";
import { isEnded, remainingMillis } from "./lifecycle";
import { lossCurveQuery } from "./lossCurves";
import { jobQuery } from "./queries";
import { Sparkline } from "./Sparkline";
import { StateBadge } from "./StateBadge";

const text = strings.jobs;
const { columns } = text;

interface JobRowProps {
  job: Job;
  index: number;
  /** Where it stands, in pixels from the first row's top. */
  top: number;
  selected: boolean;
  /** How often to ask for the job itself: none of its list's other questions tells of it. */
  refresh: number | false;
  /** @param range whether all from the job before are meant */
  onSelect: (id: string, selected: boolean, range: boolean) => void;
  /** Takes the row where its height is not known. */
  measure: ((element: HTMLTableRowElement | null) => void) | undefined;
}

/** A job as a row; not drawn again while nothing of it changes. */
export const JobRow = memo(function JobRow(props: JobRowProps) {
  const { index, top, selected, refresh, onSelect, measure } = props;
  const own = useQuery({
    ...jobQuery(props.job.id),
    enabled: refresh !== false && !isEnded(props.job.state),
    refetchInterval: refresh,
  });
  const job = refresh !== false && own.data ? own.data : props.job;
  const { data: curve = [] } = useQuery(lossCurveQuery(job));
  const remaining = remainingMillis(job);
  return (
    <tr
      ref={measure}
      role="row"
      className={`${classes.row} ${classes.line}`}
      style={{ transform: `translateY(${top}px)` }}
      data-index={index}
      aria-rowindex={index + 2}
      data-selected={selected || undefined}
    >
      <td role="cell" className={classes.select}>
        <Tick
          label={strings.compare.select(job.name)}
          checked={selected}
          onChange={({ currentTarget, nativeEvent }) =>
            onSelect(job.id, currentTarget.checked, (nativeEvent as MouseEvent).shiftKey)
          }
        />
      </td>
      <td role="cell" className={classes.name}>
        <Link to="/jobs/$jobId" params={{ jobId: job.id }} className={classes.link}>
          {job.name}
        </Link>
        <span className={classes.team}>{teamAndPriority(job)}</span>
      </td>
      <td role="cell" className={classes.state}>
        <StateBadge state={job.state} />
        <Standing job={job} />
      </td>
      <td role="cell" className={classes.progress}>
        <JobProgress
          job={job}
          words={remaining === null ? undefined : strings.job.remaining(formatDuration(remaining))}
        />
      </td>
      <td role="cell" className={classes.spark}>
        <Sparkline curve={curve} />
      </td>
      <td role="cell" className={`tabular ${classes.number}`} data-label={columns.loss}>
        {formatLoss(job.trainLoss)}
      </td>
      <td role="cell" className={`tabular ${classes.number}`} data-label={columns.accuracy}>
        {formatShare(job.validationAccuracy)}
      </td>
      <td role="cell" className={classes.quiet} data-label={columns.age}>
        <Age at={job.createdAt} />
      </td>
      <td role="cell" className={classes.quiet} data-label={columns.by}>
        {job.createdBy}
      </td>
    </tr>
  );
});

function teamAndPriority({ team, priority }: Job): string {
  return priority === 0 ? team : text.withPriority(team, priority);
}

/** What somebody asked for that its state does not tell yet. */
function Standing({ job: { state, held, cancelRequested } }: { job: Job }) {
  if (isEnded(state) || (!held && !cancelRequested)) return null;
  return <div className={classes.standing}>{cancelRequested ? text.canceling : text.held}</div>;
}
