import type { Dataset } from "../api/types";
import { type BatchPlan, planBatches } from "../batch/plan";
import type { Draft } from "./draft";
import { parseNumber } from "./numbers";

export interface DraftPlan {
  /** Null when the numbers do not go together. */
  plan: BatchPlan | null;
  effective: number;
  micro: number;
  /** Samples of the training split, and its name. */
  samples: number;
  split: string;
}

/** The arithmetic of what is written so far; null until a split is chosen. */
export function planOf(draft: Draft, datasets: readonly Dataset[]): DraftPlan | null {
  const { training, data } = draft;
  const dataset = datasets.find((each) => each.name === data.dataset);
  const split = dataset?.splits.find((each) => each.name === data.trainSplit);
  if (!split) return null;
  const micro = parseNumber(training.batch.micro) ?? Number.NaN;
  const effective = parseNumber(training.batch.effective) ?? Number.NaN;
  const plan = planBatches({
    effective,
    micro,
    lastWindow: training.lastWindow,
    epochs: training.length === "epochs" ? parseNumber(training.epochs) : undefined,
    optimizerSteps:
      training.length === "optimizerSteps" ? parseNumber(training.optimizerSteps) : undefined,
    samples: split.samples,
  });
  return {
    plan,
    effective,
    micro,
    samples: split.samples,
    split: `${data.dataset}/${split.name}`,
  };
}
