import type { TelemetryDevice } from "../api/types";
import type { Curve } from "../curve/curve";

/** What is drawn of a device. */
export type Measure = "utilization" | "memory";

/** A device's telemetry as a curve over time: shares from 0 to 1, or bytes. */
export function telemetryCurve({ samples }: TelemetryDevice, measure: Measure): Curve {
  const buckets = samples.map((sample, index) => {
    const percent = sample.utilizationPercent ?? null;
    const share = percent === null ? null : percent / 100;
    const value = measure === "utilization" ? share : (sample.memoryBytes ?? null);
    return {
      firstStep: index,
      step: index,
      samplesSeen: 0,
      atMillis: Date.parse(sample.at),
      mean: value,
      minimum: value,
      maximum: value,
      gaps: 0,
    };
  });
  return { name: measure, buckets };
}
