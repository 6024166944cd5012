import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Checkpoint, Job } from "../api/types";
import { Confirmation } from "../app/Confirmation";
import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import { lossByDelete } from "./lossByDelete";
import { retentionQuery, useChangeCheckpoint } from "./queries";

const text = strings.job.checkpoints.remove;

interface DeleteCheckpointProps {
  job: Job;
  checkpoint: Checkpoint;
  all: readonly Checkpoint[];
  opened: boolean;
  onClose: () => void;
}

/** Deletes a checkpoint, after saying what is lost with it. */
export function DeleteCheckpoint({ job, checkpoint, all, opened, onClose }: DeleteCheckpointProps) {
  const { data: retention } = useQuery(retentionQuery(job.id));
  const change = useChangeCheckpoint(job.id, checkpoint.id);
  const losses = lossByDelete(checkpoint, all, job, retention?.policy);
  return (
    <Confirmation
      danger
      opened={opened}
      onClose={onClose}
      title={text.title(formatCount(checkpoint.optimizerStep))}
      confirm={text.confirm}
      keep={text.keep}
      pending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ to: "remove" }, { onSuccess: onClose })}
    >
      {losses.map((loss) => (
        <Text key={loss}>{loss}</Text>
      ))}
      <Text c="dimmed" size="sm">
        {text.forGood}
      </Text>
    </Confirmation>
  );
}
