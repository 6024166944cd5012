import type { AuditEvent } from "../api/types";
import { flow, type SpecValue } from "../spec/yaml";

/** A field of what was changed: undefined where it was not, or is no more. */
export interface FieldChange {
  field: string;
  before: string | undefined;
  after: string | undefined;
}

/** What the log has in the place of what is secret or long. */
const NOT_SHOWN = "…";

/**
 * What an event changed, field by field. What is the same before and after is left out, but not what
 * only looks the same because neither is shown.
 */
export function changesOf({ before, after }: Pick<AuditEvent, "before" | "after">): FieldChange[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...fields]
    .map((field) => ({
      field,
      before: written(before?.[field]),
      after: written(after?.[field]),
    }))
    .filter(({ before: old, after: now }) => old !== now || now === NOT_SHOWN);
}

/** Whether the words of an event only say which fields changed, as those of tables do. */
export function saysFieldsOnly(detail: string, changes: readonly FieldChange[]): boolean {
  const named = detail.split(", ").sort().join();
  return (
    named ===
    changes
      .map(({ field }) => field)
      .sort()
      .join()
  );
}

function written(value: unknown): string | undefined {
  if (value == null) return undefined;
  return typeof value === "string" ? value : flow(value as SpecValue);
}
