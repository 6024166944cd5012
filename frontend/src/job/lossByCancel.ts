import { strings } from "../strings";

const text = strings.job.cancel;

/** What is lost when a job ends now: the optimizer steps since its newest checkpoint. */
export function lossByCancel(
  optimizerStep: number,
  savedStep: number,
  format: (count: number) => string,
): string {
  const steps = (count: number) => text.steps(count, format(count));
  if (optimizerStep === 0) return text.notStarted;
  if (savedStep === 0) return text.noCheckpoint(steps(optimizerStep));
  if (savedStep >= optimizerStep) return text.allSaved(format(savedStep));
  return text.sinceCheckpoint(steps(optimizerStep - savedStep), format(savedStep));
}
