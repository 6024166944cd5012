import { expect, it } from "vitest";
import type { User } from "../api/types";
import { standingOf } from "./standing";

const user = (fields: Partial<User>): User => ({
  name: "ada",
  administrator: false,
  mustChangePassword: false,
  createdAt: "2026-01-01T00:00:00Z",
  teams: [],
  ...fields,
});
const now = Date.parse("2026-02-01T00:00:00Z");

it("says first what matters most", () => {
  const locked = { lockedUntilAt: "2026-02-01T00:00:01Z", mustChangePassword: true };
  expect(standingOf(user({ ...locked, disabledAt: "2026-01-02T00:00:00Z" }), now)).toBe("DISABLED");
  expect(standingOf(user(locked), now)).toBe("LOCKED");
  expect(standingOf(user({ mustChangePassword: true }), now)).toBe("INVITED");
  expect(standingOf(user({}), now)).toBe("ACTIVE");
});

it("forgets a lock that has run out", () => {
  expect(standingOf(user({ lockedUntilAt: "2026-02-01T00:00:00Z" }), now)).toBe("ACTIVE");
});
