import type { JobSpec } from "../api/types";

type LastWindow = JobSpec["training"]["lastWindow"];

/** What the arithmetic of accumulation depends on. Exactly one of the two lengths is set. */
export interface BatchChoice {
  effective: number;
  micro: number;
  lastWindow: LastWindow;
  epochs?: number | undefined;
  optimizerSteps?: number | undefined;
  /** Samples of the training split. */
  samples: number;
}

/** How one window is split into micro-batches. */
export interface WindowSplit {
  samples: number;
  microBatches: number;
  lastMicroBatch: number;
}

export interface BatchPlan {
  window: WindowSplit;
  /** Full windows in an epoch that begins with one. */
  fullWindowsPerEpoch: number;
  /** Windows, and so optimizer steps, of one epoch; an average where windows span epochs. */
  windowsPerEpoch: number;
  /** What is left at the end of an epoch (of the whole run for `carry`); null when nothing is. */
  partialWindow: WindowSplit | null;
  samplesDroppedPerEpoch: number;
  totalOptimizerSteps: number;
  epochs: number;
  /** Whether every micro-batch of every window has the same size. */
  even: boolean;
}

/** Splits the samples of a window: every micro-batch full but the last, which holds the rest. */
export function splitWindow(samples: number, micro: number): WindowSplit {
  const microBatches = Math.ceil(samples / micro);
  return { samples, microBatches, lastMicroBatch: samples - (microBatches - 1) * micro };
}

/** The arithmetic of a choice, or null when it is none: numbers missing, or impossible together. */
export function planBatches(choice: BatchChoice): BatchPlan | null {
  const { effective, micro, samples, lastWindow } = choice;
  if (![effective, micro, samples].every(isCount) || micro > effective) return null;
  // No window holds a sample twice.
  if (effective > samples) return null;
  const full = Math.floor(samples / effective);
  const rest = samples % effective;
  const windowsPerEpoch =
    lastWindow === "carry"
      ? samples / effective
      : lastWindow === "drop"
        ? full
        : full + ceilOne(rest);
  const totalOptimizerSteps = stepsOf(choice, windowsPerEpoch);
  if (totalOptimizerSteps === null) return null;

  const window = splitWindow(effective, micro);
  const partialSamples =
    lastWindow === "carry" ? carriedRest(choice) : lastWindow === "drop" ? 0 : rest;
  const partialWindow = partialSamples > 0 ? splitWindow(partialSamples, micro) : null;
  return {
    window,
    fullWindowsPerEpoch: full,
    windowsPerEpoch,
    partialWindow,
    samplesDroppedPerEpoch: lastWindow === "drop" ? rest : 0,
    totalOptimizerSteps,
    epochs: choice.epochs ?? totalOptimizerSteps / windowsPerEpoch,
    even: isEven(window, micro) && (partialWindow === null || isEven(partialWindow, micro)),
  };
}

function stepsOf(choice: BatchChoice, windowsPerEpoch: number): number | null {
  if (choice.optimizerSteps !== undefined) {
    return isCount(choice.optimizerSteps) ? choice.optimizerSteps : null;
  }
  if (choice.epochs === undefined || !isCount(choice.epochs)) return null;
  // Windows that span epochs are counted over the whole run; the last of all is a step too.
  return choice.lastWindow === "carry"
    ? Math.ceil((choice.epochs * choice.samples) / choice.effective)
    : choice.epochs * windowsPerEpoch;
}

/** Samples of the run's very last window when earlier remainders were carried; 0 when it is full. */
function carriedRest({ epochs, samples, effective }: BatchChoice): number {
  return epochs === undefined ? 0 : (epochs * samples) % effective;
}

function isEven(window: WindowSplit, micro: number): boolean {
  return window.lastMicroBatch === micro || window.microBatches === 1;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function ceilOne(rest: number): number {
  return rest > 0 ? 1 : 0;
}
