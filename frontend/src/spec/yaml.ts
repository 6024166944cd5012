/** What a job's spec is made of. Undefined members are left out. */
export type SpecValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly SpecValue[]
  | { readonly [key: string]: SpecValue };

/** Fields by name. */
export type Members = { readonly [key: string]: SpecValue };

/** What came as JSON: what TypeScript knows of it beyond that is not needed to write it. */
export const asSpecValue = (json: object): Members => json as Members;

export function isMembers(value: SpecValue): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A spec as YAML that readers of YAML 1.1 and of 1.2 understand alike. */
export function toYaml(spec: Members): string {
  return `${mapping(spec, "")}\n`;
}

function mapping(object: Members, indent: string): string {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${indent}${key}:${member(value, indent)}`)
    .join("\n");
}

function member(value: SpecValue, indent: string): string {
  if (!isMembers(value)) return ` ${flow(value)}`;
  const inner = mapping(value, `${indent}  `);
  return inner ? `\n${inner}` : " {}";
}

/** A value in one line. */
export function flow(value: SpecValue): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (isMembers(value)) {
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
