import { goodMode } from "../measure/measures";
import { strings } from "../strings";
import { parseNumber } from "../submit/numbers";
import type { Policy } from "./retention";

type Mode = NonNullable<Policy["keepBest"]>["mode"];

/** A policy while it is written: text where a person types numbers, empty for what is left out. */
export interface RetentionDraft {
  keepLast: string;
  keepEveryOptimizerSteps: string;
  /** None where no metric is written. */
  keepBest: { metric: string; mode: "" | Mode; count: string };
}

export const NO_RETENTION: RetentionDraft = {
  keepLast: "",
  keepEveryOptimizerSteps: "",
  keepBest: { metric: "", mode: "", count: "" },
};

export function draftOfPolicy({
  keepLast,
  keepBest,
  keepEveryOptimizerSteps,
}: Policy): RetentionDraft {
  return {
    keepLast: String(keepLast),
    keepEveryOptimizerSteps: keepEveryOptimizerSteps ? String(keepEveryOptimizerSteps) : "",
    keepBest: keepBest ? { ...keepBest, count: String(keepBest.count) } : NO_RETENTION.keepBest,
  };
}

/** What is wrong, by field, before anything is sent. */
export function checkRetention(draft: RetentionDraft): Record<string, string | null> {
  const { required, count: aCount } = strings.submit.invalid;
  const optional = (text: string) => (text.trim() && Number.isNaN(count(text)) ? aCount : null);
  const { metric, count: best } = draft.keepBest;
  return {
    keepLast: draft.keepLast.trim() ? optional(draft.keepLast) : required,
    keepEveryOptimizerSteps: optional(draft.keepEveryOptimizerSteps),
    "keepBest.count": metric.trim() ? optional(best) : null,
  };
}

/** The policy that is written; null while a number is not one. */
export function policyOf(draft: RetentionDraft): Policy | null {
  const keepLast = count(draft.keepLast);
  const every = draft.keepEveryOptimizerSteps.trim() ? count(draft.keepEveryOptimizerSteps) : null;
  const best = draft.keepBest.count.trim() ? count(draft.keepBest.count) : 1;
  const metric = draft.keepBest.metric.trim();
  if ([keepLast, every, metric ? best : 1].some(Number.isNaN)) return null;
  const mode = draft.keepBest.mode || (goodMode(metric) ?? "max");
  return {
    keepLast,
    ...(metric && { keepBest: { metric, mode, count: best } }),
    ...(every !== null && { keepEveryOptimizerSteps: every }),
  };
}

function count(text: string): number {
  const number = parseNumber(text);
  return number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : Number.NaN;
}
