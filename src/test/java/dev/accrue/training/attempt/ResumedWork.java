package dev.accrue.training.attempt;

import dev.accrue.api.worker.ModelKind;
import dev.accrue.training.Jobs;
import dev.accrue.training.model.Draws;
import dev.accrue.training.script.Modules;
import java.io.IOException;
import java.util.Map;

/// Each architecture with one of the optimizers, and some schedule: small models on few samples,
/// with dropout where the architecture has it.
enum ResumedWork {
  MLP("mlp", 1_500),
  CNN("cnn", 800),
  RESNET("resnet", 150),
  VIT("vit", 500),
  TRANSFORMER("transformer-lm", 500),
  LSTM("lstm", 400),
  GRU("gru", 400),
  LAYERS("layers", 500),
  USERS_MODULE("torchscript", 1_500);

  static final long STEPS = 40;
  static final long KILLED_AFTER = 17;

  /// Windows before the long one.
  static final long LONG_WINDOW = 18;

  private static final int MICRO = 10;

  private final String architecture;
  private final int microBatchesOfLongWindow;

  ResumedWork(String architecture, int microBatchesOfLongWindow) {
    this.architecture = architecture;
    this.microBatchesOfLongWindow = microBatchesOfLongWindow;
  }

  /// What plays the server for it.
  PlayedServer server() throws IOException {
    PlayedServer server = new PlayedServer(job().spec(), STEPS);
    switch (this) {
      case MLP, CNN, RESNET, VIT, LAYERS, USERS_MODULE -> {
        server.replaceWithFew("train");
        server.replaceWithFew("test");
      }
      case TRANSFORMER, LSTM ->
          server.serveSamples("TEXT", Map.of("train", text(3_000, 1), "test", text(300, 2)));
      case GRU ->
          server.serveSamples(
              "JSON_LINES", Map.of("train", documents(150, 3), "test", documents(20, 4)));
    }
    if (this == USERS_MODULE) {
      server.upload("net", ModelKind.TORCHSCRIPT, Modules.bytes("dropout-scripted"));
    }
    return server;
  }

  private Jobs job() {
    String batch =
        """
        {"effective": [{"fromOptimizerStep": 0, "effective": 24},
                       {"fromOptimizerStep": %d, "effective": %d},
                       {"fromOptimizerStep": %d, "effective": 24}], "micro": %d}
        """
            .formatted(LONG_WINDOW, microBatchesOfLongWindow * MICRO - 3, LONG_WINDOW + 1, MICRO);
    Jobs job =
        Jobs.mlp()
            .steps(STEPS)
            .with("training.batch", batch)
            .with("training.lastWindow", "\"carry\"")
            .with("training.ema", "{\"decay\": 0.9}")
            .with("checkpoints.everyOptimizerSteps", Long.toString(KILLED_AFTER))
            .with("model", "{\"architecture\": \"%s\", %s}".formatted(architecture, sizes()));
    return withText(withUpdates(job));
  }

  private String sizes() {
    return switch (this) {
      case MLP -> "\"hidden\": [12, 8], \"dropout\": 0.3";
      case CNN -> "\"channels\": [3, 4], \"hidden\": [8], \"batchNorm\": true, \"dropout\": 0.3";
      case RESNET -> "\"depth\": 18, \"stem\": \"imagenet\", \"width\": 2";
      case VIT -> "\"patch\": 7, \"width\": 8, \"depth\": 1, \"heads\": 2, \"dropout\": 0.2";
      case TRANSFORMER -> "\"width\": 8, \"depth\": 1, \"heads\": 2, \"dropout\": 0.2";
      case LSTM, GRU -> "\"embedding\": 6, \"hidden\": 8, \"depth\": 2, \"dropout\": 0.3";
      case LAYERS -> LAYER_LIST;
      case USERS_MODULE -> "\"module\": \"net\"";
    };
  }

  private static final String LAYER_LIST =
      """
      "layers": [
        {"type": "patches", "settings": {"size": 7, "width": 8}, "layers": []},
        {"type": "positions", "settings": {}, "layers": []},
        {"type": "transformer-block",
         "settings": {"heads": 2, "causal": true, "dropout": 0.2}, "layers": []},
        {"type": "residual", "settings": {"projection": true}, "layers": [
          {"type": "layernorm", "settings": {}, "layers": []},
          {"type": "linear", "settings": {"outputs": 6, "bias": true}, "layers": []},
          {"type": "gelu", "settings": {}, "layers": []}]},
        {"type": "mean", "settings": {}, "layers": []},
        {"type": "batchnorm", "settings": {}, "layers": []},
        {"type": "dropout", "settings": {"probability": 0.4}, "layers": []},
        {"type": "head", "settings": {}, "layers": []}]
      """;

  private Jobs withUpdates(Jobs job) {
    return switch (this) {
      case MLP -> updates(job, "\"sgd\", \"momentum\": 0.9, \"nesterov\": true", 0.05, ONE_CYCLE);
      case CNN -> updates(job, "\"adamw\", " + betas(1e-8), 3e-3, COSINE);
      case RESNET -> updates(job, "\"lamb\", " + betas(1e-6), 3e-3, STEP);
      case VIT -> updates(job, "\"adam\", " + betas(1e-8), 3e-3, LINEAR);
      case TRANSFORMER -> updates(job, "\"lion\", \"beta1\": 0.9, \"beta2\": 0.99", 1e-3, COSINE);
      case LSTM -> updates(job, RMSPROP, 1e-3, STEP);
      case GRU -> updates(job, ADAGRAD, 1e-2, LINEAR);
      case LAYERS ->
          updates(job, "\"adamw\", " + betas(1e-8), 3e-3, ONE_CYCLE)
              .with("training.clipping", "{\"norm\": 0.5}")
              .with("training.beta2Scaling", "{\"name\": \"samples\", \"referenceBatch\": 24}");
      case USERS_MODULE ->
          updates(job, "\"sgd\", \"momentum\": 0.9, \"nesterov\": false", 0.05, COSINE);
    };
  }

  private static final String RMSPROP =
      "\"rmsprop\", \"alpha\": 0.9, \"epsilon\": 1e-8, \"momentum\": 0.9, \"centered\": true";
  private static final String ADAGRAD =
      "\"adagrad\", \"learningRateDecay\": 0.01, \"initialAccumulator\": 0.1, \"epsilon\": 1e-10";
  private static final String COSINE =
      "{\"name\": \"cosine\", \"warmupOptimizerSteps\": 5, \"finalFactor\": 0.1}";
  private static final String LINEAR =
      "{\"name\": \"linear\", \"warmupOptimizerSteps\": 20, \"finalFactor\": 0.1}";
  private static final String STEP =
      "{\"name\": \"step\", \"warmupOptimizerSteps\": 0, \"everyOptimizerSteps\": 9, \"factor\": 0.5}";
  private static final String ONE_CYCLE =
      "{\"name\": \"one-cycle\", \"pctStart\": 0.6, \"divFactor\": 25, \"finalDivFactor\": 100}";

  private static String betas(double epsilon) {
    return "\"beta1\": 0.9, \"beta2\": 0.99, \"epsilon\": " + epsilon;
  }

  private static Jobs updates(Jobs job, String optimizer, double learningRate, String schedule) {
    return job.optimizer("{\"name\": %s, \"weightDecay\": 0.01}".formatted(optimizer), learningRate)
        .with("training.schedule", schedule);
  }

  private Jobs withText(Jobs job) {
    String text = "{\"tokenizer\": \"%s\", \"vocabulary\": %d, \"sequenceLength\": 12}";
    return switch (this) {
      case MLP, CNN, RESNET, VIT, LAYERS, USERS_MODULE -> job;
      case TRANSFORMER, GRU -> job.with("data.text", text.formatted("bytes", 256));
      case LSTM -> job.with("data.text", text.formatted("bpe", 270));
    };
  }

  /// Words of few letters.
  private static String text(int length, long seed) {
    Draws draws = Draws.of(seed, "text");
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append((char) ('a' + draws.nextInt(6)));
      text.append(draws.nextInt(4) == 0 ? " " : "");
    }
    return text.toString();
  }

  /// Texts of several lengths, each with a class.
  private static String documents(int count, long seed) {
    StringBuilder lines = new StringBuilder();
    for (int document = 0; document < count; document++) {
      int length = 1 + Draws.of(seed, "length", document).nextInt(15);
      lines.append(
          "{\"text\": \"%s\", \"label\": \"%s\"}\n"
              .formatted(text(length, seed + document), document % 3 == 0 ? "yes" : "no"));
    }
    return lines.toString();
  }
}
