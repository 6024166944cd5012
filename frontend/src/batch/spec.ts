import type { JobSpec } from "../api/types";

type Batch = JobSpec["training"]["batch"];

/** A stretch of a job with one effective batch size, from an optimizer step on. */
export interface Stage {
  fromOptimizerStep: number;
  effective: number;
}

/** The stages of a batch; one where the effective batch never changes. */
export function stagesOf({ effective }: Pick<Batch, "effective">): readonly Stage[] {
  return typeof effective === "number" ? [{ fromOptimizerStep: 0, effective }] : effective;
}

/** Samples of the accumulation window of an optimizer step. */
export function effectiveAt(batch: Batch, optimizerStep: number): number {
  const begun = stagesOf(batch).filter((stage) => stage.fromOptimizerStep <= optimizerStep);
  return begun.at(-1)?.effective ?? 1;
}

/** Samples of all windows from one optimizer step up to another, each window full. */
export function samplesBetween(batch: Batch, from: number, to: number): number {
  const stages = stagesOf(batch);
  return stages.reduce((samples, stage, index) => {
    const end = Math.min(to, stages[index + 1]?.fromOptimizerStep ?? to);
    const begin = Math.max(from, stage.fromOptimizerStep);
    return samples + Math.max(0, end - begin) * stage.effective;
  }, 0);
}

/** Stages as a person writes them: `64, 256 from 1000`. */
export function writeStages(batch: Pick<Batch, "effective">): string {
  return stagesOf(batch)
    .map(({ fromOptimizerStep, effective }) =>
      fromOptimizerStep === 0 ? String(effective) : `${effective} from ${fromOptimizerStep}`,
    )
    .join(", ");
}

/** Reads what `writeStages` writes; null for anything else. */
export function readStages(text: string): readonly Stage[] | null {
  const stages: Stage[] = [];
  for (const part of text.split(",")) {
    const [, effective, from] = /^\s*(\d+)(?:\s+from\s+(\d+))?\s*$/.exec(part) ?? [];
    if (effective === undefined) return null;
    stages.push({ effective: Number(effective), fromOptimizerStep: Number(from ?? 0) });
  }
  const rising = stages.every(
    (stage, index) =>
      stage.effective > 0 &&
      (index === 0
        ? stage.fromOptimizerStep === 0
        : stage.fromOptimizerStep > (stages[index - 1]?.fromOptimizerStep ?? 0)),
  );
  return rising ? stages : null;
}
