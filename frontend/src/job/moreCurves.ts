import type { Curve, Curves } from "../curve/curve";
import { CURVES } from "../curve/queries";

/** Series that have a name in words, in the order in which they are drawn. */
export const KNOWN = {
  gradientNorm: "train/gradient_norm",
  learningRate: "train/learning_rate",
  memory: "memory/peak_bytes",
  noiseScale: "advisor/noise_scale",
  effectiveBatch: "train/effective_batch",
} as const;

/** A chart beside the main ones. */
export interface MoreChart {
  /** The name of its series, or of a task whose losses it has. */
  key: string;
  task: string | null;
  curves: readonly Curve[];
}

const TASK_LOSS = /^(?:train|validation)\/([^/]+)\/loss$/;
const MAIN: readonly string[] = Object.values(CURVES);

/** What else a job measured, a chart for each; both losses of a task share one. */
export function moreCharts(curves: Curves): MoreChart[] {
  const charts = new Map<string, MoreChart>();
  for (const name of Object.keys(curves).sort(inOrder)) {
    const curve = curves[name];
    if (!curve || MAIN.includes(name) || curve.buckets.length === 0) continue;
    const task = TASK_LOSS.exec(name)?.[1] ?? null;
    const key = task === null ? name : `task ${task}`;
    charts.set(key, { key, task, curves: [...(charts.get(key)?.curves ?? []), curve] });
  }
  return [...charts.values()];
}

function inOrder(one: string, other: string): number {
  const place = (name: string) => {
    const known = (Object.values(KNOWN) as string[]).indexOf(name);
    return known < 0 ? Number.MAX_SAFE_INTEGER : known;
  };
  return place(one) - place(other) || (one < other ? -1 : 1);
}
