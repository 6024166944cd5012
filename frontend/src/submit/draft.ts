import type { JobSpec } from "../api/types";

/**
 * A spec while it is written: the same paths as the spec's, so that what the server says of a field
 * stands at that field, and text where a person types numbers.
 */
export interface Draft {
  name: string;
  team: string;
  model: {
    architecture: JobSpec["model"]["architecture"];
    channels: string;
    hidden: string;
    batchNorm: boolean;
    dropout: string;
  };
  data: { dataset: string; trainSplit: string; validationSplit: string };
  training: {
    batch: { effective: string; micro: string };
    /** Which of the two lengths counts; not part of the spec. */
    length: "epochs" | "optimizerSteps";
    epochs: string;
    optimizerSteps: string;
    optimizer: {
      name: JobSpec["training"]["optimizer"]["name"];
      momentum: string;
      nesterov: boolean;
      beta1: string;
      beta2: string;
      epsilon: string;
      weightDecay: string;
    };
    learningRate: string;
    /** Has no fields in the form: sent as it came with another job's spec. */
    unseen: Pick<JobSpec["training"], "schedule" | "learningRateScaling" | "clipping">;
    seed: string;
    lossNormalization: JobSpec["training"]["lossNormalization"];
    lastWindow: JobSpec["training"]["lastWindow"];
    batchNormMomentum: JobSpec["training"]["batchNormMomentum"];
    precision: JobSpec["training"]["precision"];
    maxSkippedStepsInARow: string;
  };
  checkpoints: { everyOptimizerSteps: string; keepLast: string };
  retries: { max: string };
}

/** A form that nothing was written into. Empty numbers take the server's defaults. */
export function blankDraft(team: string): Draft {
  return {
    name: "",
    team,
    model: { architecture: "cnn", channels: "", hidden: "", batchNorm: true, dropout: "" },
    data: { dataset: "", trainSplit: "", validationSplit: "" },
    training: {
      batch: { effective: "", micro: "" },
      length: "epochs",
      epochs: "",
      optimizerSteps: "",
      optimizer: {
        name: "adamw",
        momentum: "",
        nesterov: false,
        beta1: "",
        beta2: "",
        epsilon: "",
        weightDecay: "",
      },
      learningRate: "",
      unseen: {},
      seed: "",
      lossNormalization: "window",
      lastWindow: "step",
      batchNormMomentum: "adjusted",
      precision: "fp32",
      maxSkippedStepsInARow: "",
    },
    checkpoints: { everyOptimizerSteps: "", keepLast: "" },
    retries: { max: "" },
  };
}

/** The sample: the model and data of examples/mnist-cnn.yaml, without its schedule. */
export function sampleDraft(team: string): Draft {
  const blank = blankDraft(team);
  return {
    ...blank,
    name: "mnist-cnn",
    model: {
      architecture: "cnn",
      channels: "16, 32",
      hidden: "128",
      batchNorm: true,
      dropout: "0.2",
    },
    data: { dataset: "mnist", trainSplit: "train", validationSplit: "test" },
    training: {
      ...blank.training,
      batch: { effective: "256", micro: "32" },
      epochs: "2",
      optimizer: { ...blank.training.optimizer, weightDecay: "0.01" },
      learningRate: "0.003",
      unseen: { schedule: { name: "cosine", warmupOptimizerSteps: 20, finalFactor: 0 } },
      seed: "1",
    },
    checkpoints: { everyOptimizerSteps: "100", keepLast: "3" },
    retries: { max: "2" },
  };
}

/** Another job's spec, to change something of it. */
export function draftOf(spec: JobSpec): Draft {
  const { model, data, training, checkpoints, retries } = spec;
  const { optimizer } = training;
  const blank = blankDraft(spec.team);
  return {
    name: spec.name,
    team: spec.team,
    model: {
      ...model,
      channels: model.channels.join(", "),
      hidden: model.hidden.join(", "),
      dropout: String(model.dropout),
    },
    data,
    training: {
      batch: { effective: String(training.batch.effective), micro: String(training.batch.micro) },
      length: training.epochs == null ? "optimizerSteps" : "epochs",
      epochs: text(training.epochs),
      optimizerSteps: text(training.optimizerSteps),
      optimizer: {
        ...blank.training.optimizer,
        ...("beta1" in optimizer
          ? {
              name: "adamw",
              beta1: text(optimizer.beta1),
              beta2: text(optimizer.beta2),
              epsilon: text(optimizer.epsilon),
            }
          : { name: "sgd", momentum: text(optimizer.momentum), nesterov: optimizer.nesterov }),
        weightDecay: text(optimizer.weightDecay),
      },
      learningRate: text(training.learningRate),
      unseen: {
        schedule: training.schedule,
        learningRateScaling: training.learningRateScaling,
        clipping: training.clipping,
      },
      seed: text(training.seed),
      lossNormalization: training.lossNormalization,
      lastWindow: training.lastWindow,
      batchNormMomentum: training.batchNormMomentum,
      precision: training.precision,
      maxSkippedStepsInARow: text(training.maxSkippedStepsInARow),
    },
    checkpoints: {
      everyOptimizerSteps: text(checkpoints.everyOptimizerSteps),
      keepLast: text(checkpoints.keepLast),
    },
    retries: { max: text(retries.max) },
  };
}

function text(value: number | null | undefined): string {
  return value == null ? "" : String(value);
}
