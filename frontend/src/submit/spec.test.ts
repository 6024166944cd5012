import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import type { JobSpec } from "../api/types";
import { toYaml } from "../spec/yaml";
import { checkDraft } from "./checks";
import { blankDraft, sampleDraft } from "./draft";
import { draftOf } from "./read";
import { toSpec } from "./spec";

const complaints = (draft: Parameters<typeof checkDraft>[0]) =>
  Object.fromEntries(Object.entries(checkDraft(draft)).filter(([, message]) => message !== null));

it("finds nothing wrong with the sample", () => {
  expect(complaints(sampleDraft("research"))).toEqual({});
});

it("offers the sample that the command line trains", () => {
  const example = parse(readFileSync("../examples/mnist-cnn.yaml", "utf8"));
  expect(parse(toYaml(toSpec(sampleDraft("default"))))).toMatchObject(example);
});

it("leaves empty fields out, for the server's defaults", () => {
  const sent = parse(toYaml(toSpec(blankDraft("research"))));
  expect(sent).not.toHaveProperty("checkpoints");
  expect(sent).not.toHaveProperty("retries");
  expect(sent.training).not.toHaveProperty("learningRate");
  expect(sent.training.optimizer).toEqual({ name: "adamw" });
});

it("sends one of the two lengths", () => {
  const draft = sampleDraft("research");
  draft.training.length = "optimizerSteps";
  draft.training.optimizerSteps = "40";
  const { training } = parse(toYaml(toSpec(draft)));
  expect(training.optimizerSteps).toBe(40);
  expect(training).not.toHaveProperty("epochs");
});

it("gives a job's spec back as it was", () => {
  const spec: JobSpec = {
    apiVersion: "accrue/v1",
    name: "digits",
    team: "research",
    model: { architecture: "cnn", channels: [8, 16], hidden: [], batchNorm: true, dropout: 0.1 },
    data: { dataset: "mnist", trainSplit: "train", validationSplit: "test" },
    training: {
      batch: { effective: 96, micro: 40 },
      epochs: 3,
      optimizer: { name: "adamw", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
      learningRate: 3e-4,
      seed: 7,
      lossNormalization: "window",
      lastWindow: "carry",
      batchNormMomentum: "frozen",
      precision: "fp32",
      maxSkippedStepsInARow: 5,
    },
    checkpoints: { everyOptimizerSteps: 50, keepLast: 2 },
    retries: { max: 1 },
  };
  expect(parse(toYaml(toSpec(draftOf(spec))), { version: "1.1" })).toEqual({
    ...spec,
    model: { architecture: "cnn", channels: [8, 16], batchNorm: true, dropout: 0.1 },
  });
  const { epochs: _, ...training } = spec.training;
  const sgd: JobSpec = {
    ...spec,
    model: { architecture: "cnn", channels: [8], hidden: [32], batchNorm: true, dropout: 0 },
    training: {
      ...training,
      optimizerSteps: 500,
      optimizer: { name: "sgd", momentum: 0.9, nesterov: true, weightDecay: 0 },
    },
  };
  expect(parse(toYaml(toSpec(draftOf(sgd))), { version: "1.1" })).toEqual(sgd);
  const scheduled: JobSpec = {
    ...sgd,
    training: {
      ...sgd.training,
      schedule: { name: "cosine", warmupOptimizerSteps: 20, finalFactor: 0.01 },
      learningRateScaling: { name: "sqrt", referenceBatch: 32 },
      clipping: { norm: 1 },
    },
  };
  expect(parse(toYaml(toSpec(draftOf(scheduled))), { version: "1.1" })).toEqual(scheduled);
  const stages = [
    { fromOptimizerStep: 0, effective: 64 },
    { fromOptimizerStep: 100, effective: 256 },
  ];
  const unseen: JobSpec = {
    ...scheduled,
    model: {
      architecture: "layers",
      layers: [
        { type: "flatten", settings: {}, layers: [] },
        { type: "linear", settings: { outputs: 10, bias: true }, layers: [] },
      ],
    },
    data: { ...spec.data, target: "digit", features: ["a", "b c"], validationFraction: 0.1 },
    training: {
      ...scheduled.training,
      batch: { effective: stages, micro: "auto" },
      tasks: [
        { name: "digit", weight: 0.5, loss: { name: "cross-entropy", labelSmoothing: 0.1 } },
        { name: "size", weight: 1, loss: { name: "mse" } },
      ],
      freeze: ["trunk.*"],
      ema: { decay: 0.99 },
    },
    initialWeights: { weights: "pretrained", strict: true },
    resources: { devices: 2 },
  };
  expect(parse(toYaml(toSpec(draftOf(unseen))), { version: "1.1" })).toEqual(unseen);
});

it("sends what is kept of checkpoints, and gives it back as it was", () => {
  const draft = sampleDraft("research");
  draft.checkpoints.keepBest = { metric: "validation/accuracy", mode: "", count: "" };
  draft.checkpoints.keepEveryOptimizerSteps = "1000";
  draft.checkpoints.whenBusy = "wait";
  const { checkpoints } = parse(toYaml(toSpec(draft)));
  expect(checkpoints).toEqual({
    everyOptimizerSteps: 100,
    keepLast: 3,
    keepBest: { metric: "validation/accuracy" },
    keepEveryOptimizerSteps: 1000,
    whenBusy: "wait",
  });
  const keepBest = { metric: "validation/loss", mode: "min" as const, count: 2 };
  const kept = { ...checkpoints, keepBest };
  const spec = { ...parse(toYaml(toSpec(draft))), retries: {}, checkpoints: kept } as JobSpec;
  expect(parse(toYaml(toSpec(draftOf(spec)))).checkpoints).toEqual(kept);
  draft.checkpoints.keepBest.count = "0";
  expect(complaints(draft)).toEqual({ "checkpoints.keepBest.count": expect.any(String) });
});

it("takes stages and a micro-batch that is found", () => {
  const draft = sampleDraft("research");
  draft.training.batch = { effective: "64, 256 from 100", micro: "auto" };
  expect(complaints(draft)).toEqual({});
  draft.training.batch.effective = "64, 256";
  expect(complaints(draft)).toEqual({
    "training.batch.effective": expect.stringContaining("in order"),
  });
});

it("says what is wrong with a field, and what to write", () => {
  const draft = sampleDraft("research");
  draft.training.batch.micro = "512";
  draft.model.channels = "32, x";
  draft.training.learningRate = "fast";
  draft.training.epochs = "0";
  expect(complaints(draft)).toEqual({
    "model.channels": expect.stringContaining("commas"),
    "training.batch.micro": expect.stringContaining("512 is more than the effective batch of 256"),
    "training.learningRate": "Write a number above 0.",
    "training.epochs": "Write a whole number of at least 1.",
  });
});
