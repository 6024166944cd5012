import type { Job } from "../api/types";
import { isMembers } from "../spec/yaml";
import type { Draft } from "../submit/draft";

/** The files that there are of a job's checkpoint; averages only where the job keeps them. */
export function downloadsOf(job: Job, checkpointId: string) {
  const address = `/api/v1/jobs/${job.id}/checkpoints/${checkpointId}/export`;
  const file = (format: string, content: string) =>
    `${address}?format=${format}&content=${content}`;
  const averages = job.spec.training.ema
    ? ([
        { name: "ema", href: file("safetensors", "ema") },
        { name: "programEma", href: file("torchscript", "ema") },
      ] as const)
    : [];
  return [
    { name: "weights", href: file("safetensors", "weights") },
    { name: "program", href: file("torchscript", "weights") },
    ...averages,
    { name: "all", href: file("safetensors", "all") },
  ] as const;
}

/** The draft of a job that begins from a checkpoint, and waits for nothing that its parent did. */
export function forkOf(parent: Draft, checkpoint: string, take: "everything" | undefined): Draft {
  const { scheduling, ...unseen } = parent.unseen;
  const kept = { ...(isMembers(scheduling) ? scheduling : {}) };
  delete kept.after;
  delete kept.notBefore;
  return {
    ...parent,
    unseen: {
      ...unseen,
      ...(Object.keys(kept).length > 0 && { scheduling: kept }),
      initialWeights: { checkpoint, ...(take && { take }) },
    },
  };
}
