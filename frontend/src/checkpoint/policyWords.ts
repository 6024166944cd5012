import { formatCount } from "../format/numbers";
import { strings } from "../strings";
import type { Policy } from "./retention";

const text = strings.job.checkpoints.retention;

/** A policy as a sentence. */
export function policyWords({ keepLast, keepBest, keepEveryOptimizerSteps }: Policy): string {
  const rules = [
    text.newest(keepLast, formatCount(keepLast)),
    keepBest && text.best(keepBest.count, formatCount(keepBest.count), keepBest.metric),
    keepEveryOptimizerSteps && text.every(formatCount(keepEveryOptimizerSteps)),
  ].filter((rule): rule is string => Boolean(rule));
  return text.keeps(rules);
}
