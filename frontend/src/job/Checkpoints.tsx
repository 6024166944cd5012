import { Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Job } from "../api/types";
import { CheckpointMenu } from "../checkpoint/CheckpointMenu";
import { Age } from "../format/Age";
import { formatBytes, formatCount } from "../format/numbers";
import { isEnded } from "../jobs/lifecycle";
import { strings } from "../strings";
import classes from "./Checkpoints.module.css";
import { checkpointsQuery } from "./queries";

const text = strings.job.checkpoints;

/** The checkpoints that are kept, newest first. */
export function Checkpoints({ job }: { job: Job }) {
  const { data: checkpoints = [] } = useQuery(checkpointsQuery(job.id));
  const newestFirst = [...checkpoints].sort((a, b) => b.optimizerStep - a.optimizerStep);
  return (
    <section className={`card ${classes.card}`}>
      <Title order={2} id="checkpoints">
        {text.title}
      </Title>
      {newestFirst.length === 0 ? (
        <Text size="sm" c="dimmed">
          {isEnded(job.state)
            ? text.none
            : `${text.empty} ${text.next(formatCount(nextStep(job)))}`}
        </Text>
      ) : (
        <table className={`tabular ${classes.table}`} aria-labelledby="checkpoints">
          <thead>
            <tr>
              <th>{text.step}</th>
              <th>{text.size}</th>
              <th>{text.saved}</th>
              <th aria-label={strings.job.checkpointMenu.open} />
            </tr>
          </thead>
          <tbody>
            {newestFirst.map((checkpoint) => (
              <tr key={checkpoint.id}>
                <td>{formatCount(checkpoint.optimizerStep)}</td>
                <td>{formatBytes(checkpoint.sizeBytes)}</td>
                <td>
                  <Age at={checkpoint.createdAt} />
                </td>
                <td>
                  <CheckpointMenu job={job} checkpoint={checkpoint} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function nextStep(job: Job): number {
  const every = job.spec.checkpoints.everyOptimizerSteps;
  const next = (Math.floor(job.optimizerStep / every) + 1) * every;
  return Math.min(next, job.totalOptimizerSteps);
}
