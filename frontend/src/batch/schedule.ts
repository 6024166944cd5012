import type { JobSpec, Plan } from "../api/types";

type Schedule = NonNullable<JobSpec["training"]["schedule"]>;

/** What the schedule multiplies the learning rate by before an update; the first update is 0. */
export function factorAt(
  schedule: Schedule | null | undefined,
  update: number,
  updates: number,
): number {
  if (!schedule) return 1;
  if (schedule.name === "one-cycle") return oneCycle(schedule, update, updates);
  const warmup = schedule.warmupOptimizerSteps;
  if (update < warmup) return (update + 1) / warmup;
  const since = update - warmup;
  const share = since / Math.max(1, updates - warmup);
  switch (schedule.name) {
    case "constant":
      return 1;
    case "cosine":
      return anneal(1, schedule.finalFactor, share);
    case "linear":
      return 1 + (schedule.finalFactor - 1) * share;
    case "step":
      return schedule.factor ** Math.floor(since / schedule.everyOptimizerSteps);
  }
}

function oneCycle(
  { divFactor, finalDivFactor, pctStart }: Extract<Schedule, { name: "one-cycle" }>,
  update: number,
  updates: number,
): number {
  const first = 1 / divFactor;
  const top = pctStart * updates - 1;
  if (update <= top) return top === 0 ? 1 : anneal(first, 1, update / top);
  return anneal(1, first / finalDivFactor, (update - top) / (updates - 1 - top));
}

/** Half a cosine from one value to another. */
function anneal(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}

/** The learning rate of one update. */
export interface Rate {
  update: number;
  rate: number;
}

const PLACES = 200;

/**
 * The learning rate over a job, at about two hundred updates and where it bends: after scaling for
 * each stage's effective batch, with warm-up and schedule.
 */
export function ratesOf({ spec, stages, totalOptimizerSteps }: Plan): Rate[] {
  const { schedule } = spec.training;
  const last = totalOptimizerSteps - 1;
  const places = Math.min(PLACES, totalOptimizerSteps);
  const even = Array.from({ length: places }, (_, index) =>
    Math.round((index * last) / Math.max(1, places - 1)),
  );
  const bends = [
    ...stages.flatMap(({ fromOptimizerStep: from }) => [from - 1, from]),
    ...(schedule && schedule.name !== "one-cycle" ? [schedule.warmupOptimizerSteps - 1] : []),
  ];
  const updates = new Set([...even, ...bends].filter((update) => update >= 0 && update <= last));
  return [...updates]
    .sort((a, b) => a - b)
    .map((update) => {
      const stage = stages.findLast(({ fromOptimizerStep }) => fromOptimizerStep <= update);
      const scaled = stage?.learningRate ?? spec.training.learningRate;
      return { update, rate: scaled * factorAt(schedule, update, totalOptimizerSteps) };
    });
}
