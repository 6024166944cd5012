import { expect, it } from "vitest";
import { formatBytes, formatLoss, formatShare } from "./numbers";
import { formatAge, formatDuration, formatStopwatch, formatTimeMark } from "./time";

const at = "2026-11-24T10:00:00Z";
const after = (millis: number) => formatAge(at, Date.parse(at) + millis);

it("says how long ago in the largest unit that fits", () => {
  expect(after(-3000)).toBe("now");
  expect(after(42_000)).toBe("42 sec ago");
  expect(after(61_000)).toBe("1 min ago");
  expect(after(3 * 3_600_000)).toBe("3 hr ago");
  expect(after(26 * 3_600_000)).toBe("yesterday");
  expect(after(45 * 86_400_000)).toBe("24 Nov 2026");
});

it("writes durations in two units", () => {
  expect(formatDuration(999)).toBe("0 s");
  expect(formatDuration(83_000)).toBe("1 min 23 s");
  expect(formatDuration(3_600_000 + 5 * 60_000)).toBe("1 h 5 min");
  expect(formatDuration(50 * 3_600_000)).toBe("2 d 2 h");
});

it("writes elapsed time as a stopwatch does", () => {
  expect(formatStopwatch(0)).toBe("0:00");
  expect(formatStopwatch(65.2)).toBe("1:05");
  expect(formatStopwatch(26 * 3600 + 61)).toBe("26:01:01");
});

it("marks a time axis as finely as it is divided", () => {
  const millis = new Date(2026, 10, 24, 10, 5, 30).getTime();
  expect(formatTimeMark(millis, 15_000)).toBe("10:05:30");
  expect(formatTimeMark(millis, 600_000)).toBe("10:05");
  expect(formatTimeMark(millis, 86_400_000)).toBe("24 Nov");
});

it("writes losses, shares and sizes for reading", () => {
  expect(formatLoss(Math.LN10)).toBe("2.303");
  expect(formatLoss(0.00001234)).toBe("1.23E-5");
  expect(formatLoss(null)).toBe("–");
  expect(formatShare(0.98721)).toBe("98.72%");
  expect(formatBytes(1_234_567)).toBe("1.23 MB");
  expect(formatLoss(92_250_000_000)).toBe("9.23E10");
  expect(formatLoss(898_200)).toBe("898,200");
  expect(formatBytes(0)).toBe("0 byte");
});
