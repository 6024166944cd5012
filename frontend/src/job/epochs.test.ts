import { expect, it } from "vitest";
import type { Dataset, Job } from "../api/types";
import { samplesOfEpoch } from "./epochs";

const dataset = {
  name: "digits",
  splits: [{ name: "train", samples: 1003, shape: [1] }],
} as unknown as Dataset;

function job(data: object = {}, training: object = {}): Pick<Job, "spec"> {
  return {
    spec: {
      data: { trainSplit: "train", ...data },
      training: { lastWindow: "step", batch: { effective: 100, micro: 10 }, ...training },
    },
  } as unknown as Job;
}

it("counts the training split without what is held out and what is dropped", () => {
  expect(samplesOfEpoch(job(), dataset)).toBe(1003);
  expect(samplesOfEpoch(job({ validationFraction: 0.1 }), dataset)).toBe(903);
  expect(samplesOfEpoch(job({}, { lastWindow: "drop" }), dataset)).toBe(1000);
});

it("knows nothing of a split that is not there or has no window", () => {
  expect(samplesOfEpoch(job({ trainSplit: "gone" }), dataset)).toBeNull();
  const large = { lastWindow: "drop", batch: { effective: 2000, micro: 10 } };
  expect(samplesOfEpoch(job({}, large), dataset)).toBeNull();
});
