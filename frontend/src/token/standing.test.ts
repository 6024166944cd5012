import { expect, it } from "vitest";
import { isLive, standingOf } from "./standing";

const expiresAt = "2026-11-24T10:00:00Z";
const end = Date.parse(expiresAt);
const DAY = 86_400_000;

it("is good until a week before its end, and opens until that end", () => {
  expect(standingOf({ expiresAt }, end - 8 * DAY)).toBe("GOOD");
  expect(standingOf({ expiresAt }, end - 6 * DAY)).toBe("ENDING");
  expect(standingOf({ expiresAt }, end - 1)).toBe("ENDING");
  expect(standingOf({ expiresAt }, end)).toBe("EXPIRED");
});

it("is revoked whatever its end", () => {
  expect(standingOf({ expiresAt, revokedAt: expiresAt }, end - 9 * DAY)).toBe("REVOKED");
  expect((["REVOKED", "EXPIRED", "ENDING", "GOOD"] as const).map(isLive)).toEqual([
    false,
    false,
    true,
    true,
  ]);
});
