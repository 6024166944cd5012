import { sentence } from "../api/problem";
import { formatCount } from "../format/numbers";
import { formatInstant } from "../format/time";
import { strings } from "../strings";
import type { Mark } from "./marks";

const text = strings.job.charts;
const LONG_REASON = 240;

/** What happened, and at which step of which attempt. */
export function markLabel({ kind, optimizerStep, attempt }: Mark): string {
  const where = optimizerStep === null ? "" : ` ${text.markAt(formatCount(optimizerStep))}`;
  return `${text.mark[kind]}${where}${attempt ? `, ${text.markAttempt(attempt)}` : ""}`;
}

/** When and why, each a line. */
export function markDetails({ at, attempt, reason, after }: Mark): string[] {
  const cause = after && (strings.job.failure.causes[after] ?? after);
  return [
    formatInstant(at),
    ...(reason ? [short(sentence(reason))] : []),
    ...(cause && attempt ? [sentence(text.markAfter(attempt - 1, cause))] : []),
  ];
}

/** Some reasons carry a program's last words. */
function short(words: string): string {
  return words.length <= LONG_REASON ? words : `${words.slice(0, LONG_REASON).trimEnd()} …`;
}
