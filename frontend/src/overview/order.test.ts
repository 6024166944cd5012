import { expect, it } from "vitest";
import type { Job } from "../api/types";
import { byStart } from "./order";

const job = (id: string, part: Partial<Job>): Job =>
  ({ id, priority: 0, createdAt: "2026-11-24T10:00:00Z", ...part }) as Job;

const waiting = (estimatedStart?: string) => ({ code: "BUSY", reason: "busy", estimatedStart });

it("puts what starts first first, then what has priority, then what waits the longest", () => {
  const jobs = [
    job("young", { createdAt: "2026-11-24T12:00:00Z" }),
    job("old", { createdAt: "2026-11-24T09:00:00Z" }),
    job("urgent", { createdAt: "2026-11-24T13:00:00Z", priority: 5 }),
    job("later", { waiting: waiting("2026-11-24T15:00:00Z") }),
    job("soon", { waiting: waiting("2026-11-24T14:00:00Z") }),
    job("unknown", { createdAt: "2026-11-24T08:00:00Z", waiting: waiting() }),
  ];
  expect(byStart(jobs).map(({ id }) => id)).toEqual([
    "soon",
    "later",
    "urgent",
    "unknown",
    "old",
    "young",
  ]);
});
