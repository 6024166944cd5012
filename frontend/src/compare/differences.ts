import type { JobSpec } from "../api/types";
import { asSpecValue, flow, type SpecValue } from "../spec/yaml";

/** A field of a spec, and what each job has there; undefined where it has none. */
export interface Difference {
  path: string;
  values: (string | undefined)[];
}

/** What every spec has and no one compares. */
const LEFT_OUT = ["apiVersion", "name"];

/** The fields in which specs differ, in the order in which specs hold them. */
export function differences(specs: readonly JobSpec[]): Difference[] {
  const fields = specs.map((spec) => fieldsOf(asSpecValue(spec), ""));
  const paths = new Set(fields.flatMap((each) => [...each.keys()]));
  return [...paths]
    .filter((path) => !LEFT_OUT.includes(path))
    .map((path) => ({ path, values: fields.map((each) => each.get(path)) }))
    .filter(({ values }) => new Set(values).size > 1);
}

/** Every field by its path; lists are one field. */
function fieldsOf(object: { readonly [key: string]: SpecValue }, prefix: string) {
  const fields = new Map<string, string>();
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined || value === null) continue;
    const path = prefix + key;
    if (typeof value !== "object" || Array.isArray(value)) fields.set(path, flow(value));
    else {
      const inner = fieldsOf(value as { readonly [key: string]: SpecValue }, `${path}.`);
      for (const [innerPath, written] of inner) fields.set(innerPath, written);
    }
  }
  return fields;
}
