import { type ApiProblem, describe } from "../api/problem";
import type { Violation } from "../api/types";

/** What the server refused: at the fields that the form has, and what stands nowhere in it. */
export interface Refusal {
  byField: Record<string, string>;
  elsewhere: readonly Violation[];
}

/**
 * Sorts a problem's violations by the form's fields. `model.channels[1]` belongs to the field of the
 * whole list.
 */
export function placeViolations(problem: ApiProblem, hasField: (path: string) => boolean): Refusal {
  const byField: Record<string, string> = {};
  const elsewhere: Violation[] = [];
  for (const violation of problem.violations) {
    const path = violation.field.replace(/\[\d+\].*$/, "");
    if (!hasField(path)) elsewhere.push(violation);
    else byField[path] = [byField[path], describe(violation)].filter(Boolean).join(" ");
  }
  return { byField, elsewhere };
}
