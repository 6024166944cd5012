import type { JobEvent, JobSpec } from "../api/types";
import { splitWindow } from "../batch/plan";
import { effectiveAt } from "../batch/spec";
import { describeSplit } from "../batch/words";

const KINDS = [
  "ADVICE",
  "MICRO_BATCH_FITTED",
  "SIDE_BY_SIDE",
  "MEMORY_MEASURED",
  "OUT_OF_MEMORY_REPLAYED",
] as const;

export interface Deed {
  kind: string;
  words: string;
}

/** The newest event of each kind that tells of accumulation. Events come in order. */
export function newestDeeds(events: readonly JobEvent[]): Deed[] {
  return KINDS.flatMap((kind) => {
    const newest = events.filter((event) => event.kind === kind).at(-1);
    return newest?.reason ? [{ kind, words: newest.reason }] : [];
  });
}

/** How a window is split where its samples weigh unequally; null where they do not. */
export function unevenWindow(training: JobSpec["training"], optimizerStep: number): string | null {
  const { batch, lossNormalization } = training;
  if (lossNormalization !== "micro-batch" || batch.micro === "auto") return null;
  const split = splitWindow(effectiveAt(batch, optimizerStep), batch.micro);
  const even = split.lastMicroBatch === batch.micro || split.microBatches === 1;
  return even ? null : describeSplit(split, batch.micro);
}
