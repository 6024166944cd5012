import type { User } from "../api/types";

export type Standing = "DISABLED" | "LOCKED" | "INVITED" | "ACTIVE";

/** What keeps somebody from signing in, or has to happen when they do next. */
export function standingOf(user: User, nowMillis: number): Standing {
  if (user.disabledAt != null) return "DISABLED";
  if (user.lockedUntilAt != null && Date.parse(user.lockedUntilAt) > nowMillis) return "LOCKED";
  return user.mustChangePassword ? "INVITED" : "ACTIVE";
}
