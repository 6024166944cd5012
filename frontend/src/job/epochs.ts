import type { Dataset, Job } from "../api/types";

/** How many samples the optimizer sees in an epoch of a job; null when its split is not there. */
export function samplesOfEpoch({ spec }: Pick<Job, "spec">, dataset: Dataset): number | null {
  const { trainSplit, validationFraction } = spec.data;
  const split = dataset.splits.find(({ name }) => name === trainSplit);
  if (!split) return null;
  const samples = split.samples - Math.floor(split.samples * (validationFraction ?? 0));
  const { lastWindow, batch } = spec.training;
  const { effective } = batch;
  // A last window that is not full and dropped is not seen; stages drop another each time.
  const dropped = lastWindow === "drop" && typeof effective === "number" ? samples % effective : 0;
  return samples > dropped ? samples - dropped : null;
}
