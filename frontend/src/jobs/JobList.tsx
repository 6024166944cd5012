import { Link } from "@tanstack/react-router";
import type { Job } from "../api/types";
import { Age } from "../format/Age";
import { formatLoss, formatShare } from "../format/numbers";
import { strings } from "../strings";
import classes from "./JobList.module.css";
import { JobProgress } from "./JobProgress";
import { StateBadge } from "./StateBadge";

const { columns, caption } = strings.jobs;

/**
 * Jobs as a table. On a phone the same table lays each row out as a card; the roles are written
 * out because browsers drop a table's meaning when its display changes.
 */
export function JobList({ jobs }: { jobs: readonly Job[] }) {
  return (
    <div className={`card ${classes.frame}`}>
      <table className={classes.table} role="table" aria-label={caption}>
        <thead role="rowgroup">
          <tr role="row">
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
            <JobRow key={job.id} job={job} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function JobRow({ job }: { job: Job }) {
  return (
    <tr role="row" className={classes.row}>
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
