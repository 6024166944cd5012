import { strings } from "../strings";

/** Why somebody could not come in by a provider. */
export type Refusal = keyof typeof strings.signIn.refused;

/** The reason that an address tells, if there are words for it. */
export function refusalOf(refused: unknown): Refusal | undefined {
  return typeof refused === "string" && Object.hasOwn(strings.signIn.refused, refused)
    ? (refused as Refusal)
    : undefined;
}

/** Where a sign-in with a provider begins that ends at the page `next`. */
export function beginning(path: string, next: string | undefined): string {
  return next ? `${path}?next=${encodeURIComponent(next)}` : path;
}
