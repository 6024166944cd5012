import type { Checkpoint, Job } from "../api/types";
import { formatCount } from "../format/numbers";
import { formatMeasure } from "../measure/measures";
import { strings } from "../strings";
import { byMerit, type Policy } from "./retention";

const text = strings.job.checkpoints.remove;

/** What is lost with a checkpoint, in sentences, the gravest first. */
export function lossByDelete(
  checkpoint: Checkpoint,
  all: readonly Checkpoint[],
  job: Pick<Job, "state">,
  policy: Policy | undefined,
): string[] {
  if (checkpoint.damage) return [text.damaged];
  const others = all.filter((each) => each.id !== checkpoint.id && !each.damage);
  const before = others.map(({ optimizerStep }) => optimizerStep);
  const next = before.length > 0 ? Math.max(...before) : null;
  if (next === null) return [text.only, text.files];
  return [
    ...(next < checkpoint.optimizerStep ? [newest(checkpoint, next, job)] : []),
    ...best(checkpoint, others, policy),
    text.files,
  ];
}

function newest(checkpoint: Checkpoint, next: number, job: Pick<Job, "state">): string {
  return job.state === "SUCCEEDED"
    ? text.final(formatCount(next))
    : text.resume(formatCount(next), formatCount(checkpoint.optimizerStep - next));
}

function best(checkpoint: Checkpoint, others: readonly Checkpoint[], policy: Policy | undefined) {
  if (!policy?.keepBest) return [];
  const { metric } = policy.keepBest;
  const [first, second] = byMerit(policy, [checkpoint, ...others]);
  if (first !== checkpoint) return [];
  const value = (each: Checkpoint) => formatMeasure(metric, each.metrics[metric]);
  return [
    second
      ? text.best(metric, value(first), value(second), formatCount(second.optimizerStep))
      : text.onlyBest(metric, value(first)),
  ];
}

/** Why the server would refuse to delete a checkpoint; null when it would not. */
export function reasonToStay(
  checkpoint: Checkpoint,
  all: readonly Checkpoint[],
  ended: boolean,
): string | null {
  if (checkpoint.pin) return text.pinned;
  if (checkpoint.kept.includes("NAMED")) return text.named;
  const newest = Math.max(
    ...all.filter(({ damage }) => !damage).map(({ optimizerStep }) => optimizerStep),
  );
  return !ended && !checkpoint.damage && checkpoint.optimizerStep === newest ? text.needed : null;
}
