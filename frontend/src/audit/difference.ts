import type { AuditEvent } from "../api/types";
import { flow, type SpecValue } from "../spec/yaml";

/** A field of what was changed: undefined where it was not, or is no more. */
export interface FieldChange {
  field: string;
  before: string | undefined;
  after: string | undefined;
}

/** What an event changed, field by field; what is the same before and after is left out. */
export function changesOf({ before, after }: Pick<AuditEvent, "before" | "after">): FieldChange[] {
  const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...fields]
    .map((field) => ({
      field,
      before: written(before?.[field]),
      after: written(after?.[field]),
    }))
    .filter((change) => change.before !== change.after);
}

function written(value: unknown): string | undefined {
  return value == null ? undefined : flow(value as SpecValue);
}
