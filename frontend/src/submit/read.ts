import type { JobSpec } from "../api/types";
import { readStages, type Stage, writeStages } from "../batch/spec";
import { asSpecValue, isMembers, type Members, type SpecValue } from "../spec/yaml";
import { blankDraft, type Draft } from "./draft";

/** Another job's spec, to change something of it. */
export const draftOf = (spec: JobSpec): Draft => readDraft(asSpecValue(spec));

/**
 * The form of fields that anybody may have written: what it has no place for stays out of sight, and
 * what is missing is empty or the server's default.
 */
export function readDraft(fields: Members): Draft {
  const {
    apiVersion: _,
    name,
    team,
    model,
    data,
    training,
    checkpoints,
    retries,
    ...unseen
  } = fields;
  const {
    dataset,
    trainSplit,
    validationSplit,
    validationFraction,
    target,
    standardizeTarget,
    ...others
  } = inside(data);
  return {
    name: text(name),
    team: text(team),
    model: readModel(inside(model)),
    data: {
      dataset: text(dataset),
      trainSplit: text(trainSplit),
      validationSplit: text(validationSplit),
      validationFraction: text(validationFraction),
      target: text(target),
      standardizeTarget: flag(standardizeTarget, false),
      unseen: others,
    },
    training: readTraining(inside(training)),
    checkpoints: readCheckpoints(inside(checkpoints)),
    retries: { max: text(inside(retries).max) },
    unseen,
  };
}

function readModel(model: Members): Draft["model"] {
  const blank = blankDraft("").model;
  const architecture = text(model.architecture) as Draft["model"]["architecture"];
  const read = { ...blank, architecture, hidden: list(model.hidden), dropout: text(model.dropout) };
  switch (architecture) {
    case "cnn":
      return { ...read, channels: list(model.channels), batchNorm: flag(model.batchNorm, true) };
    case "mlp":
      return read;
    default:
      return { ...blank, architecture, unseen: model };
  }
}

function readTraining(training: Members): Draft["training"] {
  const blank = blankDraft("").training;
  const { batch, epochs, optimizerSteps, optimizer, learningRate, seed, ...others } = training;
  const { lossNormalization, lastWindow, batchNormMomentum, precision, ...rest } = others;
  const { maxSkippedStepsInARow, ...unseen } = rest;
  return {
    batch: { effective: effective(inside(batch).effective), micro: text(inside(batch).micro) },
    length: epochs == null && optimizerSteps != null ? "optimizerSteps" : "epochs",
    epochs: text(epochs),
    optimizerSteps: text(optimizerSteps),
    optimizer: readOptimizer(inside(optimizer)),
    learningRate: text(learningRate),
    unseen,
    seed: text(seed),
    lossNormalization: choice(lossNormalization, blank.lossNormalization),
    lastWindow: choice(lastWindow, blank.lastWindow),
    batchNormMomentum: choice(batchNormMomentum, blank.batchNormMomentum),
    precision: choice(precision, blank.precision),
    maxSkippedStepsInARow: text(maxSkippedStepsInARow),
  };
}

function readOptimizer(optimizer: Members): Draft["training"]["optimizer"] {
  const blank = blankDraft("").training.optimizer;
  const name = choice(optimizer.name, blank.name);
  const weightDecay = text(optimizer.weightDecay);
  switch (name) {
    case "adamw": {
      const { beta1, beta2, epsilon } = optimizer;
      const betas = { beta1: text(beta1), beta2: text(beta2) };
      return { ...blank, name, ...betas, epsilon: text(epsilon), weightDecay };
    }
    case "sgd": {
      const { momentum, nesterov } = optimizer;
      return {
        ...blank,
        name,
        momentum: text(momentum),
        nesterov: flag(nesterov, false),
        weightDecay,
      };
    }
    default:
      return { ...blank, name, unseen: optimizer };
  }
}

function readCheckpoints(checkpoints: Members): Draft["checkpoints"] {
  const { everyOptimizerSteps, keepLast, keepBest, keepEveryOptimizerSteps, ...others } =
    checkpoints;
  const { whenBusy, ...unseen } = others;
  const { metric, mode, count } = inside(keepBest);
  return {
    everyOptimizerSteps: text(everyOptimizerSteps),
    keepLast: text(keepLast),
    keepEveryOptimizerSteps: text(keepEveryOptimizerSteps),
    keepBest: { metric: text(metric), mode: choice(mode, ""), count: text(count) },
    whenBusy: choice(whenBusy, "later"),
    unseen,
  };
}

/** A number, or stages in the order that the form writes them in. */
function effective(value: SpecValue): string {
  if (!Array.isArray(value)) return text(value as SpecValue);
  const stages = (value as readonly SpecValue[]).map((stage) => inside(stage) as Partial<Stage>);
  const written = writeStages({ effective: stages as Stage[] });
  return readStages(written) ? written : "";
}

/** Numbers with commas between them. */
function list(value: SpecValue): string {
  return Array.isArray(value)
    ? (value as readonly SpecValue[]).map(text).join(", ")
    : text(value as SpecValue);
}

/** One of a few words, or whatever stands there instead. */
function choice<T extends string>(value: SpecValue, otherwise: T): T {
  return value == null ? otherwise : (text(value) as T);
}

function flag(value: SpecValue, otherwise: boolean): boolean {
  return typeof value === "boolean" ? value : otherwise;
}

function text(value: SpecValue): string {
  return value == null || typeof value === "object" ? "" : String(value);
}

const inside = (value: SpecValue): Members => (isMembers(value) ? value : {});
