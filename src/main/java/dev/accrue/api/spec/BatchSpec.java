package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The samples of one optimizer step, and how many of them go through the model at once. In JSON,
/// `effective` is a number or a list of stages, and `micro` is a number or `auto`.
///
/// @param stages effective batch sizes from the first optimizer step on, in order; at least one,
///   the first from step 0
/// @param micro samples of one forward and backward; with `auto` the most that are tried
/// @param autoMicro whether the trainer finds the fastest micro-batch that fits
public record BatchSpec(List<BatchStage> stages, int micro, boolean autoMicro) {

  private static final String AUTO = "auto";

  public BatchSpec {
    stages = List.copyOf(stages);
  }

  /// One effective batch size throughout, and a given micro-batch.
  public BatchSpec(int effective, int micro) {
    this(List.of(new BatchStage(0, effective)), micro, false);
  }

  /// Reads the JSON form.
  @JsonCreator
  static BatchSpec of(
      @JsonProperty("effective") JsonNode effective, @JsonProperty("micro") JsonNode micro) {
    List<BatchStage> stages =
        effective.isArray()
            ? effective.valueStream().map(BatchSpec::stage).toList()
            : List.of(new BatchStage(0, effective.asInt()));
    boolean auto = micro.isString();
    return new BatchSpec(stages, auto ? largest(stages) : micro.asInt(), auto);
  }

  private static BatchStage stage(JsonNode stage) {
    return new BatchStage(stage.get("fromOptimizerStep").asLong(), stage.get("effective").asInt());
  }

  private static int largest(List<BatchStage> stages) {
    return stages.stream().mapToInt(BatchStage::effective).max().orElseThrow();
  }

  @JsonValue
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("effective", stages.size() == 1 ? effective() : stages);
    json.put("micro", autoMicro ? AUTO : micro);
    return json;
  }

  /// Samples of the first accumulation window.
  public int effective() {
    return stages.getFirst().effective();
  }

  /// Samples of the largest accumulation window.
  public int largestEffective() {
    return largest(stages);
  }

  /// Samples of the accumulation window of an optimizer step.
  ///
  /// @param optimizerStep from 0
  public int effectiveAt(long optimizerStep) {
    int effective = effective();
    for (BatchStage stage : stages) {
      if (stage.fromOptimizerStep() <= optimizerStep) {
        effective = stage.effective();
      }
    }
    return effective;
  }

  /// Micro-batches in a full first window: `ceil(effective / micro)`. The last one is smaller where
  /// micro does not divide effective.
  public int microBatchesPerWindow() {
    return Math.ceilDiv(effective(), micro);
  }
}
