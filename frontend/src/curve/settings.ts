import type { Axis } from "./curve";
import type { Smoothing } from "./smoothing";

/** What the charts of a job are drawn over. */
export type JobAxis = Exclude<Axis, "ELAPSED_MILLIS">;

/** How a person likes charts, kept in their browser. */
export interface ChartSettings {
  axis: JobAxis;
  smoothing: SmoothingName;
  /** Whether extreme values may stretch the axis of values. */
  outliers: boolean;
  logarithmic: boolean;
  /** The same of the axis below, where it counts steps, samples or epochs. */
  logarithmicX: boolean;
}

export const SETTINGS_KEY = "accrue-charts";

export const JOB_AXES: readonly JobAxis[] = [
  "OPTIMIZER_STEP",
  "SAMPLES_SEEN",
  "EPOCH",
  "AT_MILLIS",
];

/** Those to choose from: few that differ visibly. */
export const SMOOTHINGS = {
  none: { by: "none" },
  "ema-0.6": { by: "ema", weight: 0.6 },
  "ema-0.9": { by: "ema", weight: 0.9 },
  "ema-0.97": { by: "ema", weight: 0.97 },
  "ema-0.99": { by: "ema", weight: 0.99 },
  "window-5": { by: "window", points: 5 },
  "window-21": { by: "window", points: 21 },
  "window-101": { by: "window", points: 101 },
} as const satisfies Record<string, Smoothing>;

export type SmoothingName = keyof typeof SMOOTHINGS;

export const USUAL_SETTINGS: ChartSettings = {
  axis: "OPTIMIZER_STEP",
  smoothing: "none",
  outliers: true,
  logarithmic: false,
  logarithmicX: false,
};

/** Reads what a browser kept, perhaps of another version: what makes no sense is as usual. */
export function readSettings(text: string | undefined): ChartSettings {
  const stored = parse(text);
  const { smoothing } = stored;
  return {
    axis: JOB_AXES.find((each) => each === stored.axis) ?? USUAL_SETTINGS.axis,
    smoothing:
      typeof smoothing === "string" && Object.hasOwn(SMOOTHINGS, smoothing)
        ? (smoothing as SmoothingName)
        : USUAL_SETTINGS.smoothing,
    outliers: stored.outliers !== false,
    logarithmic: stored.logarithmic === true,
    logarithmicX: stored.logarithmicX === true,
  };
}

function parse(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
