package dev.accrue.training.bench;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.training.Jobs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// One work of `works.json`, which names things as `bench/reference/models.py` does, as a job of
/// ours.
///
/// @param description the work's entry in the file
/// @param micro samples of a micro-batch
/// @param window micro-batches of a window
record Work(String name, JsonNode description, int micro, int window) {

  private static final JsonMapper JSON = new JsonMapper();

  /// What the data, not the spec's model, says on our side.
  private static final Set<String> OF_THE_DATA =
      Set.of("inputs", "classes", "shape", "vocabulary", "length");

  private static final Map<String, String> OUR_NAMES = Map.of("batch_norm", "batchNorm");
  private static final long ENDLESS = 10_000_000;

  /// Reads it, with other sizes where they are not null.
  static Work read(Path works, String name, @Nullable Integer micro, @Nullable Integer window) {
    JsonNode all = JSON.readTree(works.toFile());
    JsonNode work = all.get(name);
    if (work == null) {
      throw new IllegalArgumentException(
          "%s has no work %s, only %s".formatted(works, name, all.propertyNames()));
    }
    return new Work(
        name,
        work,
        micro == null ? work.get("micro").asInt() : micro,
        window == null ? work.get("window").asInt() : window);
  }

  /// `mnist`, `synthetic` or `text`.
  String data() {
    return description.get("data").asString();
  }

  /// Tokens of a sample of text.
  int length() {
    return model().get("length").asInt();
  }

  /// Whether its model draws at random while it trains.
  boolean dropsOut() {
    return model().has("dropout");
  }

  private JsonNode model() {
    return description.get("model");
  }

  /// A job without an end, whose windows go from epoch to epoch without a smaller one between.
  ///
  /// @param dropout instead of the work's; null for the work's
  JobSpec job(@Nullable Double dropout) {
    Map<String, Object> ours = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : model().properties()) {
      if (!OF_THE_DATA.contains(entry.getKey())) {
        ours.put(OUR_NAMES.getOrDefault(entry.getKey(), entry.getKey()), entry.getValue());
      }
    }
    if (model().get("architecture").asString().equals("resnet")) {
      ours.putIfAbsent("width", 64);
    } else if (dropout != null) {
      ours.put("dropout", dropout);
    } else {
      ours.putIfAbsent("dropout", 0);
    }
    return Jobs.mlp()
        .with("model", JSON.writeValueAsString(ours))
        .batch(micro * window, micro)
        .with("training.lastWindow", "\"carry\"")
        .steps(ENDLESS)
        .optimizer(optimizer(), description.get("learningRate").asDouble())
        .spec();
  }

  /// With PyTorch's defaults written out.
  private String optimizer() {
    ObjectNode optimizer = (ObjectNode) description.get("optimizer").deepCopy();
    if (optimizer.get("name").asString().equals("adamw")) {
      optimizer.put("beta1", 0.9).put("beta2", 0.999).put("epsilon", 1e-8);
    }
    return optimizer.toString();
  }
}
