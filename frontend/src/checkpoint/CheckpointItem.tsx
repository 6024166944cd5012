import { useQuery } from "@tanstack/react-query";
import type { Checkpoint, Job } from "../api/types";
import { Age } from "../format/Age";
import { formatBytes, formatCount } from "../format/numbers";
import { AlertIcon } from "../icons";
import { formatMeasure } from "../measure/measures";
import { strings } from "../strings";
import classes from "./CheckpointItem.module.css";
import { CheckpointMenu } from "./CheckpointMenu";
import { PinCheckpoint } from "./PinCheckpoint";
import { retentionQuery } from "./queries";

const text = strings.job.checkpoints;

interface CheckpointItemProps {
  job: Job;
  checkpoint: Checkpoint;
  /** All checkpoints of the job, this one among them. */
  all: readonly Checkpoint[];
  /** Whether the person may change anything. */
  writable: boolean;
}

/** A checkpoint in two lines: where and why it is kept, then what it is worth. */
export function CheckpointItem({ job, checkpoint, all, writable }: CheckpointItemProps) {
  const { pin, damage } = checkpoint;
  return (
    <li className={classes.item}>
      <div className={classes.top}>
        <div className={classes.head}>
          <span className={`tabular ${classes.step}`}>
            {text.at(formatCount(checkpoint.optimizerStep))}
          </span>
          <Tags kept={checkpoint.kept} />
        </div>
        <div className={classes.actions}>
          {writable && <PinCheckpoint jobId={job.id} checkpoint={checkpoint} />}
          {(writable || !damage) && (
            <CheckpointMenu job={job} checkpoint={checkpoint} all={all} writable={writable} />
          )}
        </div>
      </div>
      <Facts jobId={job.id} checkpoint={checkpoint} />
      {pin && <p className={classes.note}>{text.pinnedBy(pin.by, pin.note)}</p>}
      {damage && (
        <p className={classes.damage}>
          <AlertIcon size={13} /> {damage}
        </p>
      )}
    </li>
  );
}

function Tags({ kept }: { kept: Checkpoint["kept"] }) {
  if (kept.length === 0) return <span className={classes.tag}>{text.notKept}</span>;
  return kept.map((reason) => (
    <span key={reason} className={classes.tag} data-reason={reason}>
      {text.reasons[reason]}
    </span>
  ));
}

/** Its value of the metric that counts, else of what a person would ask for first. */
function Facts({ jobId, checkpoint }: { jobId: string; checkpoint: Checkpoint }) {
  const { data: retention } = useQuery(retentionQuery(jobId));
  const { metrics } = checkpoint;
  const metric = [
    retention?.policy.keepBest?.metric,
    "validation/accuracy",
    "validation/loss",
    "train/loss",
  ].find((name) => name !== undefined && metrics[name] !== undefined);
  return (
    <p className={`tabular ${classes.facts}`}>
      {metric && (
        <span title={metric}>
          {metric.replace(/^validation\//, "")}{" "}
          <b className={classes.value}>{formatMeasure(metric, metrics[metric])}</b>
        </span>
      )}
      <span>{formatBytes(checkpoint.sizeBytes)}</span>
      <Age at={checkpoint.createdAt} />
    </p>
  );
}
