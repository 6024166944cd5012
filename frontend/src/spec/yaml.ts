/** What a job's spec is made of. Undefined members are left out. */
export type SpecValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly SpecValue[]
  | { readonly [key: string]: SpecValue };

/** What came as JSON: what TypeScript knows of it beyond that is not needed to write it. */
export const asSpecValue = (json: object): { readonly [key: string]: SpecValue } =>
  json as { readonly [key: string]: SpecValue };

/** A spec as YAML that readers of YAML 1.1 and of 1.2 understand alike. */
export function toYaml(spec: { readonly [key: string]: SpecValue }): string {
  return `${mapping(spec, "")}\n`;
}

function mapping(object: { readonly [key: string]: SpecValue }, indent: string): string {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${indent}${key}:${member(value, indent)}`)
    .join("\n");
}

function member(value: SpecValue, indent: string): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return ` ${flow(value)}`;
  const inner = mapping(value as { readonly [key: string]: SpecValue }, `${indent}  `);
  return inner ? `\n${inner}` : " {}";
}

/** A value in one line. */
export function flow(value: SpecValue): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, inner]) => inner !== undefined && inner !== null)
      .map(([key, inner]) => `${key}: ${flow(inner)}`);
    return `{${members.join(", ")}}`;
  }
  if (typeof value === "number") return number(value);
  return typeof value === "string" ? text(value) : String(value);
}

/** YAML 1.1 reads `1e-8` as text: a float has a point there, and its exponent a sign. */
function number(value: number): string {
  const written = String(value);
  return written.replace(/^(-?\d+)e/, "$1.0e");
}

/** Plain where no reader could take it for anything else, quoted as in JSON otherwise. */
function text(value: string): string {
  const plain = /^[A-Za-z][\w./-]*$/.test(value);
  const keyword = /^(y|n|yes|no|on|off|true|false|null)$/i.test(value);
  return plain && !keyword ? value : JSON.stringify(value);
}
