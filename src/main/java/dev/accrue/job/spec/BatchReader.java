package dev.accrue.job.spec;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.BatchStage;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads `training.batch`: `effective`, a number or a list of stages that begin at ascending
/// optimizer steps, the first at 0; and `micro`, a number or `auto`. A micro-batch may be larger
/// than the windows of a stage, which then have one each, but not larger than those of all.
final class BatchReader {

  static final int MAX_EFFECTIVE = 1_048_576;
  static final int MAX_STAGES = 64;
  private static final int MAX_MICRO = 65_536;
  private static final int DEFAULT_MICRO = 32;
  private static final long MAX_OPTIMIZER_STEPS = 1_000_000_000;
  private static final String AUTO = "auto";
  private static final String EFFECTIVE = "effective";
  private static final String FROM = "fromOptimizerStep";

  private BatchReader() {}

  static BatchSpec read(Fields fields) {
    List<BatchStage> stages = stages(fields);
    int largest = stages.stream().mapToInt(BatchStage::effective).max().orElseThrow();
    JsonNode micro = fields.find("micro");
    boolean auto = micro != null && micro.isString() && micro.asString().equals(AUTO);
    BatchSpec spec = new BatchSpec(stages, auto ? largest : micro(fields, largest), auto);
    fields.done();
    return spec;
  }

  private static int micro(Fields fields, int largest) {
    JsonNode value = fields.find("micro");
    if (value != null && value.isString()) {
      fields.refuse(
          "micro",
          "is neither a whole number nor auto",
          "write a number without quotes, or auto to find the fastest that fits");
      return 1;
    }
    int micro = fields.integer("micro", 1, MAX_MICRO, Math.min(largest, DEFAULT_MICRO));
    if (fields.sound(EFFECTIVE, "micro") && micro > largest) {
      fields.refuse(
          "micro",
          "EFFECTIVE_BATCH_TOO_SMALL: effective batch %d is smaller than micro-batch %d"
              .formatted(largest, micro),
          "lower micro to %d or raise effective to %d".formatted(largest, micro));
    }
    return micro;
  }

  private static List<BatchStage> stages(Fields fields) {
    JsonNode effective = fields.find(EFFECTIVE);
    if (effective == null || !effective.isArray()) {
      return List.of(new BatchStage(0, fields.integer(EFFECTIVE, 1, MAX_EFFECTIVE, null)));
    }
    List<BatchStage> stages = new ArrayList<>();
    for (Fields stage :
        fields.objects(EFFECTIVE, MAX_STAGES, "[{fromOptimizerStep: 0, effective: 64}]")) {
      long after = stages.isEmpty() ? -1 : stages.getLast().fromOptimizerStep();
      stages.add(stage(stage, after));
    }
    return stages.isEmpty() ? List.of(new BatchStage(0, 1)) : stages;
  }

  /// @param after where the stage before begins; -1 for none
  private static BatchStage stage(Fields fields, long after) {
    long from = fields.whole(FROM, 0, MAX_OPTIMIZER_STEPS, null);
    if (fields.sound(FROM) && after < 0 && from != 0) {
      fields.refuse(FROM, "the first stage begins at step %d".formatted(from), "write 0");
    }
    if (fields.sound(FROM) && after >= 0 && from <= after) {
      fields.refuse(
          FROM,
          "a stage begins at step %d, and the one before it at %d".formatted(from, after),
          "write more than %d, or put the stages in order".formatted(after));
    }
    int effective = fields.integer(EFFECTIVE, 1, MAX_EFFECTIVE, null);
    fields.done();
    return new BatchStage(from, effective);
  }
}
