import { describe, expect, it } from "vitest";
import { type BatchChoice, planBatches, splitWindow } from "./plan";

const mnist: BatchChoice = {
  effective: 256,
  micro: 32,
  lastWindow: "step",
  epochs: 2,
  samples: 60_000,
};

describe("splitWindow", () => {
  it("keeps the effective batch exact whatever the micro-batch", () => {
    for (let micro = 1; micro <= 96; micro++) {
      const split = splitWindow(96, micro);
      expect((split.microBatches - 1) * micro + split.lastMicroBatch).toBe(96);
      expect(split.lastMicroBatch).toBeGreaterThan(0);
      expect(split.lastMicroBatch).toBeLessThanOrEqual(micro);
    }
  });

  it("puts the remainder into the last micro-batch", () => {
    expect(splitWindow(96, 40)).toEqual({ samples: 96, microBatches: 3, lastMicroBatch: 16 });
  });
});

describe("planBatches", () => {
  it("counts the sample's windows, its last one and its optimizer steps", () => {
    expect(planBatches(mnist)).toEqual({
      window: { samples: 256, microBatches: 8, lastMicroBatch: 32 },
      fullWindowsPerEpoch: 234,
      windowsPerEpoch: 235,
      partialWindow: { samples: 96, microBatches: 3, lastMicroBatch: 32 },
      samplesDroppedPerEpoch: 0,
      totalOptimizerSteps: 470,
      epochs: 2,
      even: true,
    });
  });

  it("has no partial window where the effective batch divides the samples", () => {
    const plan = planBatches({ ...mnist, effective: 250, micro: 50 });
    expect(plan).toMatchObject({ windowsPerEpoch: 240, partialWindow: null, even: true });
  });

  it("leaves the rest of each epoch out when the last window is dropped", () => {
    const plan = planBatches({ ...mnist, lastWindow: "drop" });
    expect(plan).toMatchObject({
      windowsPerEpoch: 234,
      samplesDroppedPerEpoch: 96,
      partialWindow: null,
      totalOptimizerSteps: 468,
    });
  });

  it("fills windows across epochs when the last window is carried", () => {
    const plan = planBatches({ ...mnist, lastWindow: "carry", epochs: 3 });
    expect(plan?.totalOptimizerSteps).toBe(Math.ceil(180_000 / 256));
    expect(plan?.windowsPerEpoch).toBeCloseTo(234.375);
    expect(plan?.partialWindow).toEqual({ samples: 32, microBatches: 1, lastMicroBatch: 32 });
  });

  it("takes the optimizer steps as they are when they are what was chosen", () => {
    const plan = planBatches({ ...mnist, epochs: undefined, optimizerSteps: 100 });
    expect(plan?.totalOptimizerSteps).toBe(100);
    expect(plan?.epochs).toBeCloseTo(100 / 235);
  });

  it("says when micro-batches are uneven, in a full window or only in the last", () => {
    expect(planBatches({ ...mnist, effective: 96, micro: 40 })?.even).toBe(false);
    expect(planBatches({ ...mnist, effective: 100, micro: 50, samples: 1070 })?.even).toBe(false);
    expect(planBatches({ ...mnist, effective: 100, micro: 50, samples: 1030 })?.even).toBe(true);
  });

  it("has no plan for a window that the split does not fill", () => {
    for (const lastWindow of ["step", "drop", "carry"] as const) {
      const choice = { ...mnist, lastWindow, samples: 256 };
      expect(planBatches(choice)?.windowsPerEpoch).toBe(1);
      expect(planBatches({ ...choice, samples: 255 })).toBeNull();
    }
  });

  it("has no plan for what is missing or impossible", () => {
    expect(planBatches({ ...mnist, micro: 512 })).toBeNull();
    expect(planBatches({ ...mnist, micro: 0 })).toBeNull();
    expect(planBatches({ ...mnist, effective: Number.NaN })).toBeNull();
    expect(planBatches({ ...mnist, effective: 2.5, micro: 1 })).toBeNull();
    expect(planBatches({ ...mnist, epochs: undefined })).toBeNull();
  });

  it("agrees with walking through the epochs sample by sample", () => {
    for (const lastWindow of ["step", "drop", "carry"] as const) {
      for (const [samples, effective] of [
        [10, 3],
        [12, 4],
        [7, 7],
        [5, 2],
      ] as const) {
        const choice = { effective, micro: 1, lastWindow, epochs: 3, samples };
        expect(planBatches(choice)?.totalOptimizerSteps, JSON.stringify(choice)).toBe(walk(choice));
      }
    }
  });
});

function walk({
  effective,
  lastWindow,
  epochs,
  samples,
}: BatchChoice & { epochs: number }): number {
  let steps = 0;
  let held = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let sample = 0; sample < samples; sample++) {
      held++;
      if (held === effective) {
        steps++;
        held = 0;
      }
    }
    if (lastWindow === "carry" && epoch < epochs - 1) continue;
    if (held > 0 && lastWindow !== "drop") steps++;
    held = 0;
  }
  return steps;
}
