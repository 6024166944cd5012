import type { Token } from "../api/types";

/** Whether a token opens anything, and whether it soon will not. */
export type Standing = "REVOKED" | "EXPIRED" | "ENDING" | "GOOD";

const SOON_MILLIS = 7 * 86_400_000;

export function standingOf(
  { revokedAt, expiresAt }: Pick<Token, "revokedAt" | "expiresAt">,
  nowMillis: number,
): Standing {
  if (revokedAt) return "REVOKED";
  const left = Date.parse(expiresAt) - nowMillis;
  if (left <= 0) return "EXPIRED";
  return left < SOON_MILLIS ? "ENDING" : "GOOD";
}

/** Whether it still opens something. */
export const isLive = (standing: Standing): boolean => standing === "GOOD" || standing === "ENDING";
