import type { JobSpec, Metric } from "../api/types";
import { formatLoss, formatRate, formatShare } from "../format/numbers";

/** What the series of each metric is called; metrics have dashes in specs alone. */
const METRICS: Record<Metric, string> = {
  accuracy: "accuracy",
  "top-5": "top_5",
  f1: "f1",
  perplexity: "perplexity",
  mae: "mae",
  r2: "r2",
};

const SMALL_IS_GOOD = ["loss", "perplexity", "mae"];
const LARGE_IS_GOOD = ["accuracy", "top_5", "f1", "r2", "samples_per_second"];
const SHARES = ["accuracy", "top_5"];

/** The series of losses and metrics that a job may have, as the server names them. */
export function measuresOf(training: Pick<JobSpec["training"], "tasks" | "metrics">): string[] {
  const measured = (prefix: string, metrics: readonly Metric[] | null | undefined) =>
    (metrics ?? (Object.keys(METRICS) as Metric[])).map(
      (metric) => `validation/${prefix}${METRICS[metric]}`,
    );
  const common = ["train/loss", "validation/loss"];
  if (!training.tasks) return [...common, ...measured("", training.metrics)];
  const ofTasks = training.tasks.flatMap(({ name, metrics }) => [
    `train/${name}/loss`,
    `validation/${name}/loss`,
    ...measured(`${name}/`, metrics),
  ]);
  return [...common, ...ofTasks];
}

/** Which values of a series are good; null where neither is better, as for a learning rate. */
export function goodMode(series: string): "min" | "max" | null {
  const measure = lastPart(series);
  if (SMALL_IS_GOOD.includes(measure)) return "min";
  return LARGE_IS_GOOD.includes(measure) ? "max" : null;
}

/** A value of a series: shares as percent, the others with as many digits as tell them apart. */
export function formatMeasure(series: string, value: number | null | undefined): string {
  if (isShare(series)) return formatShare(value);
  return series === "train/samples_per_second" ? formatRate(value) : formatLoss(value);
}

/** Whether the values of a series are shares, from 0 to 1. */
export function isShare(series: string): boolean {
  return SHARES.includes(lastPart(series));
}

function lastPart(series: string): string {
  return series.slice(series.lastIndexOf("/") + 1);
}
