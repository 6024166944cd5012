import { readStages } from "../batch/spec";
import type { Members, SpecValue } from "../spec/yaml";
import type { Draft } from "./draft";
import { parseList, parseNumber } from "./numbers";

/** What is sent for a draft: fields that were left empty are left out, for the server's defaults. */
export function toSpec(draft: Draft): Members {
  const { model, data, training, checkpoints, retries } = draft;
  const cnn = model.architecture === "cnn";
  return {
    apiVersion: "accrue/v1",
    name: written(draft.name),
    team: written(draft.team),
    model: modelOf(model),
    data: {
      dataset: written(data.dataset),
      trainSplit: written(data.trainSplit),
      validationSplit: written(data.validationSplit),
      validationFraction: number(data.validationFraction),
      target: written(data.target),
      standardizeTarget: data.standardizeTarget || undefined,
      ...data.unseen,
    },
    training: {
      batch: {
        effective: effective(training.batch.effective),
        micro: number(training.batch.micro),
      },
      [training.length]: number(training[training.length]),
      optimizer: optimizer(training.optimizer),
      learningRate: number(training.learningRate),
      ...training.unseen,
      seed: number(training.seed),
      lossNormalization: training.lossNormalization,
      lastWindow: training.lastWindow,
      batchNormMomentum:
        model.architecture === "mlp" || (cnn && !model.batchNorm)
          ? undefined
          : training.batchNormMomentum,
      precision: training.precision,
      maxSkippedStepsInARow: number(training.maxSkippedStepsInARow),
    },
    checkpoints: checkpointsOf(checkpoints),
    retries: nonEmpty({ max: number(retries.max) }),
    ...draft.unseen,
  };
}

function modelOf(model: Draft["model"]): Members {
  if (model.unseen?.architecture === model.architecture) return model.unseen;
  const cnn = model.architecture === "cnn";
  return {
    architecture: model.architecture,
    channels: cnn ? list(model.channels) : undefined,
    hidden: list(model.hidden),
    batchNorm: cnn ? model.batchNorm : undefined,
    dropout: number(model.dropout),
  };
}

/** A number for one stage, a list for several, or what was written instead. */
function effective(text: string): SpecValue {
  const stages = readStages(text);
  return stages && stages.length > 1
    ? stages.map(({ fromOptimizerStep, effective }) => ({ fromOptimizerStep, effective }))
    : number(text);
}

function optimizer(draft: Draft["training"]["optimizer"]): Members {
  if (draft.unseen?.name === draft.name) return draft.unseen;
  const weightDecay = number(draft.weightDecay);
  return draft.name === "sgd"
    ? { name: "sgd", momentum: number(draft.momentum), nesterov: draft.nesterov, weightDecay }
    : {
        name: "adamw",
        beta1: number(draft.beta1),
        beta2: number(draft.beta2),
        epsilon: number(draft.epsilon),
        weightDecay,
      };
}

function checkpointsOf(draft: Draft["checkpoints"]): Members | undefined {
  const { metric, mode, count } = draft.keepBest;
  return nonEmpty({
    everyOptimizerSteps: number(draft.everyOptimizerSteps),
    keepLast: number(draft.keepLast),
    keepBest: written(metric) && {
      metric: written(metric),
      mode: mode || undefined,
      count: number(count),
    },
    keepEveryOptimizerSteps: number(draft.keepEveryOptimizerSteps),
    whenBusy: draft.whenBusy === "later" ? undefined : draft.whenBusy,
    ...draft.unseen,
  });
}

function nonEmpty(members: Members): Members | undefined {
  return Object.values(members).some((value) => value !== undefined) ? members : undefined;
}

function written(text: string): string | undefined {
  return text.trim() || undefined;
}

/** A number, or what was written instead, so that the server can say what is wrong with it. */
function number(text: string): number | string | undefined {
  const parsed = parseNumber(text);
  return Number.isNaN(parsed) ? text.trim() : parsed;
}

function list(text: string): readonly number[] | string | undefined {
  return text.trim() === "" ? undefined : (parseList(text) ?? text.trim());
}
