import { expect, it } from "vitest";
import { telemetryCurve } from "./history";

it("draws shares and bytes over time, and gaps where a device said nothing", () => {
  const device = {
    ordinal: 0,
    samples: [
      { at: "2026-11-24T10:00:00Z", utilizationPercent: 25, memoryBytes: 1000 },
      { at: "2026-11-24T10:00:15Z", utilizationPercent: null, memoryBytes: 0 },
    ],
  };
  const share = telemetryCurve(device, "utilization");
  expect(share.buckets.map(({ mean }) => mean)).toEqual([0.25, null]);
  expect(telemetryCurve(device, "memory").buckets.map(({ mean }) => mean)).toEqual([1000, 0]);
  const [first, second] = share.buckets;
  expect((second?.atMillis ?? 0) - (first?.atMillis ?? 0)).toBe(15_000);
});
