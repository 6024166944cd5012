import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Checkpoint, Job } from "../api/types";
import { Age } from "../format/Age";
import { strings } from "../strings";
import { ChangeRetention } from "./ChangeRetention";
import { policyWords } from "./policyWords";
import { retentionQuery } from "./queries";
import classes from "./RetentionLine.module.css";

const text = strings.job.checkpoints.retention;

interface RetentionLineProps {
  job: Job;
  checkpoints: readonly Checkpoint[];
  writable: boolean;
}

/** What is kept of a job's checkpoints, in words, and the way to change it. */
export function RetentionLine({ job, checkpoints, writable }: RetentionLineProps) {
  const { data: retention, isPending } = useQuery(retentionQuery(job.id));
  if (!retention) return isPending ? <Skeleton height={44} radius="md" /> : null;
  const { policy, changedBy, changedAt } = retention;
  return (
    <div className={classes.line}>
      <div>
        {policyWords(policy)}
        {changedBy && changedAt && (
          <>
            {` ${text.changedBy(changedBy)} `}
            <Age at={changedAt} />.
          </>
        )}
      </div>
      {writable && <ChangeRetention job={job} policy={policy} checkpoints={checkpoints} />}
    </div>
  );
}
