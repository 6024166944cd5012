import type { Dataset, JobSpec, Model } from "../api/types";
import { NO_RETENTION, type RetentionDraft } from "../checkpoint/retentionDraft";
import { isTable } from "../dataset/file";
import type { Members } from "../spec/yaml";

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
    /** An architecture that the form has no fields for: sent as it was written. */
    unseen: Members | null;
  };
  data: {
    dataset: string;
    trainSplit: string;
    validationSplit: string;
    /** Instead of a split of its own. */
    validationFraction: string;
    /** The column to predict, of a table. */
    target: string;
    standardizeTarget: boolean;
    unseen: Unseen;
  };
  training: {
    /** Text such as `256` or `64, 256 from 1000`, and `32` or `auto`. */
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
      /** As for the model. */
      unseen: Members | null;
    };
    learningRate: string;
    /** Has no fields in the form: sent as it was written. */
    unseen: Unseen;
    seed: string;
    lossNormalization: JobSpec["training"]["lossNormalization"];
    lastWindow: JobSpec["training"]["lastWindow"];
    batchNormMomentum: JobSpec["training"]["batchNormMomentum"];
    precision: JobSpec["training"]["precision"];
    maxSkippedStepsInARow: string;
  };
  checkpoints: RetentionDraft & {
    everyOptimizerSteps: string;
    whenBusy: NonNullable<JobSpec["checkpoints"]["whenBusy"]>;
    unseen: Unseen;
  };
  retries: { max: string };
  /** Parts that have no fields in the form. */
  unseen: Unseen;
}

const HELD_OUT = "0.2";

type Unseen = Members;

/** A form that nothing was written into. Empty numbers take the server's defaults. */
export function blankDraft(team: string): Draft {
  return {
    name: "",
    team,
    model: {
      architecture: "cnn",
      channels: "",
      hidden: "",
      batchNorm: true,
      dropout: "",
      unseen: null,
    },
    data: { ...dataDraft(undefined), unseen: {} },
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
        unseen: null,
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
    checkpoints: { ...NO_RETENTION, everyOptimizerSteps: "", whenBusy: "later", unseen: {} },
    retries: { max: "" },
    unseen: {},
  };
}

/** The sample: the model and data of examples/mnist-cnn.yaml, without its schedule. */
export function sampleDraft(team: string): Draft {
  const blank = blankDraft(team);
  return {
    ...blank,
    name: "mnist-cnn",
    model: {
      ...blank.model,
      architecture: "cnn",
      channels: "16, 32",
      hidden: "128",
      batchNorm: true,
      dropout: "0.2",
    },
    data: {
      dataset: "mnist",
      trainSplit: "train",
      validationSplit: "test",
      validationFraction: "",
      target: "",
      standardizeTarget: false,
      unseen: {},
    },
    training: {
      ...blank.training,
      batch: { effective: "256", micro: "32" },
      epochs: "2",
      optimizer: { ...blank.training.optimizer, weightDecay: "0.01" },
      learningRate: "0.003",
      unseen: { schedule: { name: "cosine", warmupOptimizerSteps: 20, finalFactor: 0 } },
      seed: "1",
    },
    checkpoints: {
      ...blank.checkpoints,
      everyOptimizerSteps: "100",
      keepLast: "3",
      keepBest: { ...blank.checkpoints.keepBest, metric: "validation/accuracy" },
    },
    retries: { max: "2" },
  };
}

/** What predicts the next token; the form shows its name, the YAML all of it. */
const TEXT_MODEL: Draft["model"] = {
  ...blankDraft("").model,
  architecture: "transformer-lm",
  unseen: { architecture: "transformer-lm", width: 128, depth: 2, heads: 4, dropout: 0.1 },
};

/** A first job on a data set: numbers to begin with, and a model that takes its samples. */
export function datasetDraft(team: string, dataset: Dataset): Draft {
  const blank = blankDraft(team);
  return {
    ...blank,
    name: dataset.name,
    model:
      dataset.format === "TEXT"
        ? TEXT_MODEL
        : { ...blank.model, ...modelFor(dataset, blank.model) },
    data: {
      ...dataDraft(dataset),
      unseen:
        dataset.format === "TEXT" ? { text: { tokenizer: "bytes", sequenceLength: 128 } } : {},
    },
    training: {
      ...blank.training,
      batch: { effective: "64", micro: "auto" },
      epochs: "20",
      learningRate: "0.001",
    },
  };
}

/** A first job with a model of the team's own: trained as it is, or with weights to begin with. */
export function modelDraft({ team, name, kind }: Model): Draft {
  const blank = blankDraft(team);
  const named = { ...blank, name };
  switch (kind) {
    case "TORCHSCRIPT": {
      const architecture = "torchscript";
      return {
        ...named,
        model: { ...blank.model, architecture, unseen: { architecture, module: name } },
      };
    }
    case "SAFETENSORS":
      return { ...named, unseen: { initialWeights: { weights: name } } };
  }
}

/** The widths that are there, else some that do for a beginning; rows of a table have no channels. */
export function modelFor(
  dataset: Dataset,
  { channels, hidden }: Draft["model"],
): Pick<Draft["model"], "architecture" | "channels" | "hidden"> {
  return isTable(dataset)
    ? { architecture: "mlp", channels, hidden: hidden || "64, 64" }
    : { architecture: "cnn", channels: channels || "16, 32", hidden: hidden || "128" };
}

/** The splits of a data set: what validates is another split, or held out of the only one. */
export function dataDraft(dataset: Dataset | undefined): Omit<Draft["data"], "unseen"> {
  const splits = dataset?.splits.map(({ name }) => name) ?? [];
  const train = splits.find((name) => name === "train") ?? splits[0];
  const validation = splits.find((name) => name !== train);
  return {
    dataset: dataset?.name ?? "",
    // Means nothing where classes are predicted, and most where numbers are large.
    standardizeTarget: dataset !== undefined && isTable(dataset),
    trainSplit: train ?? "",
    validationSplit: validation ?? "",
    validationFraction: train && !validation ? HELD_OUT : "",
    target: "",
  };
}
