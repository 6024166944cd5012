import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import type { WindowSplit } from "./plan";

/** A window as a sum, such as `8 × 32` or `2 × 40 + 16`. */
export function describeSplit(split: WindowSplit, micro: number): string {
  const { microBatches, lastMicroBatch } = split;
  if (lastMicroBatch === micro || microBatches === 1) {
    return strings.plan.parts(formatCount(microBatches), formatCount(lastMicroBatch));
  }
  return strings.plan.partsAndRest(
    formatCount(microBatches - 1),
    formatCount(micro),
    formatCount(lastMicroBatch),
  );
}
