import { Checkbox, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Job } from "../api/types";
import { Age } from "../format/Age";
import { formatLoss, formatShare } from "../format/numbers";
import { strings } from "../strings";
import classes from "./JobList.module.css";
import { JobProgress } from "./JobProgress";
import { StateBadge } from "./StateBadge";

const { columns, caption } = strings.jobs;

interface JobListProps {
  jobs: readonly Job[];
  /** Identifiers of jobs that were chosen to be compared. */
  selected: readonly string[];
  onSelect: (ids: readonly string[]) => void;
}

/**
 * Jobs as a table. On a phone the same table lays each row out as a card; the roles are written
 * out because browsers drop a table's meaning when its display changes.
 */
export function JobList({ jobs, selected, onSelect }: JobListProps) {
  return (
    <div className={`card ${classes.frame}`}>
      <table className={classes.table} role="table" aria-label={caption}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">
              <VisuallyHidden>{strings.compare.selectColumn}</VisuallyHidden>
            </th>
            <th role="columnheader">{columns.job}</th>
            <th role="columnheader">{columns.state}</th>
            <th role="columnheader">{columns.progress}</th>
            <th role="columnheader" className={classes.number}>
              {columns.loss}
            </th>
            <th role="columnheader" className={classes.number}>
              {columns.accuracy}
            </th>
            <th role="columnheader">{columns.age}</th>
            <th role="columnheader">{columns.by}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {jobs.map((job) => (
            <JobRow
              key={job.id}
              job={job}
              selected={selected.includes(job.id)}
              onSelect={(on) =>
                onSelect(on ? [...selected, job.id] : selected.filter((id) => id !== job.id))
              }
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface JobRowProps {
  job: Job;
  selected: boolean;
  onSelect: (selected: boolean) => void;
}

function JobRow({ job, selected, onSelect }: JobRowProps) {
  return (
    <tr role="row" className={classes.row} data-selected={selected || undefined}>
      <td role="cell" className={classes.select}>
        <Checkbox
          size="xs"
          aria-label={strings.compare.select(job.name)}
          checked={selected}
          onChange={(event) => onSelect(event.currentTarget.checked)}
        />
      </td>
      <td role="cell" className={classes.name}>
        <Link to="/jobs/$jobId" params={{ jobId: job.id }} className={classes.link}>
          {job.name}
        </Link>
        <span className={classes.team}>{job.team}</span>
      </td>
      <td role="cell" className={classes.state}>
        <StateBadge state={job.state} />
      </td>
      <td role="cell" className={classes.progress}>
        <JobProgress job={job} />
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
}
