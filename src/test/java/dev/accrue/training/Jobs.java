package dev.accrue.training;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Specs for tests; each method gives one that differs from the one it is called on in one thing.
public final class Jobs {

  private static final JsonMapper JSON = new JsonMapper();

  private static final String MLP =
      """
      {"apiVersion": "accrue/v1", "name": "test", "team": "research",
       "model": {"architecture": "mlp", "hidden": [32], "dropout": 0},
       "data": {"dataset": "mnist", "trainSplit": "train", "validationSplit": "test"},
       "training": {
         "batch": {"effective": 96, "micro": 96}, "optimizerSteps": 20,
         "optimizer": {"name": "sgd", "momentum": 0.9, "nesterov": false, "weightDecay": 1e-4},
         "learningRate": 0.05, "seed": 42, "lossNormalization": "window", "lastWindow": "step",
         "batchNormMomentum": "adjusted", "precision": "fp32", "maxSkippedStepsInARow": 3},
       "checkpoints": {"everyOptimizerSteps": 10, "keepLast": 2}, "retries": {"max": 0}}
      """;

  private final ObjectNode spec;

  private Jobs(ObjectNode spec) {
    this.spec = spec;
  }

  /// A small MLP, SGD with momentum, full batches of 96.
  public static Jobs mlp() {
    return new Jobs((ObjectNode) JSON.readTree(MLP));
  }

  /// An existing spec, to change.
  public static Jobs of(JobSpec spec) {
    return new Jobs((ObjectNode) JSON.readTree(CanonicalSpec.write(spec)));
  }

  /// A small CNN with dropout, and with BatchNorm where asked for.
  public static Jobs cnn(boolean batchNorm, double dropout) {
    return mlp()
        .with(
            "model",
            """
            {"architecture": "cnn", "channels": [4, 8], "hidden": [16], "batchNorm": %s,
             "dropout": %s}
            """
                .formatted(batchNorm, dropout));
  }

  /// One field set, or removed where the value is `null`.
  ///
  /// @param path such as `training.batch.micro`
  /// @param json the value as JSON, such as `"bf16"` in its quotes
  public Jobs with(String path, String json) {
    ObjectNode copy = spec.deepCopy();
    String[] names = path.split("\\.", -1);
    ObjectNode parent = copy;
    for (int depth = 0; depth < names.length - 1; depth++) {
      JsonNode inner = parent.get(names[depth]);
      parent = inner == null ? parent.putObject(names[depth]) : (ObjectNode) inner;
    }
    JsonNode value = JSON.readTree(json);
    if (value.isNull()) {
      parent.remove(names[names.length - 1]);
    } else {
      parent.set(names[names.length - 1], value);
    }
    return new Jobs(copy);
  }

  /// The window's size and its split.
  public Jobs batch(int effective, int micro) {
    return with("training.batch", "{\"effective\": %d, \"micro\": %d}".formatted(effective, micro));
  }

  /// How long it trains.
  public Jobs steps(long optimizerSteps) {
    return with("training.optimizerSteps", Long.toString(optimizerSteps));
  }

  /// What it trains with, as JSON.
  public Jobs optimizer(String json, double learningRate) {
    return with("training.optimizer", json)
        .with("training.learningRate", Double.toString(learningRate));
  }

  /// The whole spec as JSON.
  public String json() {
    return spec.toString();
  }

  /// The whole spec.
  public JobSpec spec() {
    return CanonicalSpec.read(spec.toString());
  }
}
