import { useState } from "react";
import { asProblem } from "../api/problem";
import type { BulkOperation, BulkResult, Job } from "../api/types";
import { strings } from "../strings";
import { type BulkAction, countDone, orderFor, refusals, undoOf } from "./bulk";
import { useBulk } from "./useBulk";

/** What the last operation on several jobs came to. */
export interface Outcome {
  words: string;
  /** Why some were left as they were. */
  reasons: readonly string[];
  undo: readonly BulkOperation[];
}

const text = strings.jobs.bulk;

/**
 * Changes several jobs and remembers how to change them back.
 *
 * @param onDone is called when something was changed
 */
export function useBulkActions(onDone: () => void) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const bulk = useBulk();
  const fail = (error: unknown) =>
    setOutcome({ words: text.failed, reasons: [asProblem(error).message], undo: [] });
  return {
    outcome,
    pending: bulk.isPending,
    close: () => setOutcome(null),
    carryOut: (action: BulkAction, jobs: readonly Job[], priority: number | null = null) => {
      const ids =
        priority === null
          ? jobs.map(({ id }) => id)
          : orderFor(jobs, (job) => job.priority, priority);
      const operation = { operation: action, priority, jobs: ids };
      bulk.mutate([operation], {
        onSuccess: (results) => {
          setOutcome(outcomeOf(operation, action, jobs, results));
          onDone();
        },
        onError: fail,
      });
    },
    undo: () =>
      bulk.mutate(outcome?.undo ?? [], {
        onSuccess: (results) =>
          setOutcome({
            words: text.undone(countDone(results)),
            reasons: results.flatMap(refusals),
            undo: [],
          }),
        onError: fail,
      }),
  };
}

function outcomeOf(
  operation: BulkOperation,
  action: BulkAction,
  before: readonly Job[],
  results: readonly BulkResult[],
): Outcome {
  const done = countDone(results);
  return {
    words: text.done[action](
      done,
      before.some(({ state }) => state === "RUNNING"),
    ),
    reasons: results.flatMap(refusals),
    undo: results.flatMap((result) => undoOf(operation, before, result)),
  };
}
