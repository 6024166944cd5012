import { Button, Group, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { asProblem } from "../api/problem";
import type { Checkpoint, Job } from "../api/types";
import { CheckpointMenu } from "../checkpoint/CheckpointMenu";
import { Age } from "../format/Age";
import { formatBytes, formatCount } from "../format/numbers";
import { isEnded } from "../jobs/lifecycle";
import { strings } from "../strings";
import classes from "./Checkpoints.module.css";
import { type CheckpointChange, checkpointsQuery, useChangeCheckpoint } from "./queries";

const text = strings.job.checkpoints;

/** The checkpoints that are kept, newest first. */
export function Checkpoints({ job }: { job: Job }) {
  const { data: checkpoints = [] } = useQuery(checkpointsQuery(job.id));
  const metric = job.spec.checkpoints.keepBest?.metric;
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
              {metric && <th>{metric}</th>}
              <th>{text.size}</th>
              <th>{text.kept}</th>
              <th>{text.saved}</th>
              <th>{text.actions}</th>
            </tr>
          </thead>
          <tbody>
            {newestFirst.map((checkpoint) => (
              <tr key={checkpoint.id}>
                <td>{formatCount(checkpoint.optimizerStep)}</td>
                {metric && <td>{checkpoint.metrics[metric]?.toPrecision(4) ?? ""}</td>}
                <td>{formatBytes(checkpoint.sizeBytes)}</td>
                <td>
                  <Kept checkpoint={checkpoint} />
                </td>
                <td>
                  <Age at={checkpoint.createdAt} />
                </td>
                <td>
                  <Group gap={4} justify="flex-end">
                    <CheckpointMenu job={job} checkpoint={checkpoint} />
                    <CheckpointActions jobId={job.id} checkpoint={checkpoint} />
                  </Group>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Kept({ checkpoint }: { checkpoint: Checkpoint }) {
  const { kept, pin, damage } = checkpoint;
  const words = kept.map((reason) => text.reasons[reason]).join(", ");
  const more = damage ?? (pin ? text.pinnedBy(pin.by, pin.note) : undefined);
  return (
    <Text size="sm" c={damage ? "red" : undefined} title={more}>
      {words || text.notKept}
    </Text>
  );
}

/** What a person may do with a checkpoint. */
function CheckpointActions({ jobId, checkpoint }: { jobId: string; checkpoint: Checkpoint }) {
  const change = useChangeCheckpoint(jobId);
  const act = (what: CheckpointChange) => () =>
    change.mutate({ checkpointId: checkpoint.id, change: what });
  const { pin } = checkpoint;
  return (
    <Group gap="xs" justify="flex-end">
      {change.isError && (
        <Text size="sm" c="red" role="alert">
          {asProblem(change.error).message}
        </Text>
      )}
      <Button size="compact-xs" variant="default" onClick={act(pin ? "unpin" : "pin")}>
        {pin ? text.unpin : text.pin}
      </Button>
      {!pin && (
        <Button size="compact-xs" variant="subtle" color="red" onClick={act("remove")}>
          {text.remove}
        </Button>
      )}
    </Group>
  );
}

function nextStep(job: Job): number {
  const every = job.spec.checkpoints.everyOptimizerSteps;
  const next = (Math.floor(job.optimizerStep / every) + 1) * every;
  return Math.min(next, job.totalOptimizerSteps);
}
