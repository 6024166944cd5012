import type { Dataset } from "../api/types";
import { type BatchPlan, planBatches } from "../batch/plan";
import { readStages } from "../batch/spec";
import { isAuto } from "./checks";
import type { Draft } from "./draft";
import { parseNumber } from "./numbers";

export interface DraftPlan {
  /** Null when the numbers do not go together. */
  plan: BatchPlan | null;
  effective: number;
  micro: number;
  /** Whether the trainer finds the micro-batch: how a window is split is then not known. */
  auto: boolean;
  /** Whether the effective batch changes on the way, which this arithmetic does not follow. */
  staged: boolean;
  /** Samples of the training split, and its name. */
  samples: number;
  split: string;
}

/** What the server takes where none is written. */
const USUAL_MICRO = 32;
const USUAL_SPLIT = "train";

/** The arithmetic of what is written so far; null until a split is chosen. */
export function planOf(draft: Draft, datasets: readonly Dataset[]): DraftPlan | null {
  const { training, data } = draft;
  const dataset = datasets.find((each) => each.name === data.dataset);
  const split = dataset?.splits.find((each) => each.name === (data.trainSplit || USUAL_SPLIT));
  if (!split) return null;
  const stages = readStages(training.batch.effective) ?? [];
  const effective = stages[0]?.effective ?? Number.NaN;
  const auto = isAuto(training.batch.micro);
  const micro = auto
    ? effective
    : (parseNumber(training.batch.micro) ?? Math.min(effective, USUAL_MICRO));
  const heldOut = Math.floor(split.samples * (parseNumber(data.validationFraction) ?? 0)) || 0;
  const samples = split.samples - heldOut;
  const staged = stages.length > 1;
  const choice = {
    effective,
    micro,
    lastWindow: training.lastWindow,
    epochs: training.length === "epochs" ? parseNumber(training.epochs) : undefined,
    optimizerSteps:
      training.length === "optimizerSteps" ? parseNumber(training.optimizerSteps) : undefined,
    samples,
  };
  return {
    plan: staged ? null : planBatches(choice),
    effective,
    micro,
    auto,
    staged,
    samples,
    split: `${data.dataset}/${split.name}`,
  };
}
