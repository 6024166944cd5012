package dev.accrue.job.spec;

import dev.accrue.api.spec.LearningRateScaling;
import dev.accrue.api.spec.LearningRateScalingSpec;
import dev.accrue.api.spec.ScheduleSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads `training.schedule` and `training.learningRateScaling`. Defaults are PyTorch's, but for
/// `linear`, which goes down here:
///
/// | schedule | fields and defaults |
/// |---|---|
/// | all but `one-cycle` | `warmupOptimizerSteps` 0 |
/// | `cosine`, `linear` | `finalFactor` 0 |
/// | `step` | `everyOptimizerSteps`, which is required, and `factor` 0.1 |
/// | `one-cycle` | `pctStart` 0.3, `divFactor` 25, `finalDivFactor` 10000 |
final class LearningRateReader {

  private static final String WARMUP = "warmupOptimizerSteps";
  private static final String FINAL_FACTOR = "finalFactor";
  private static final String EVERY = "everyOptimizerSteps";
  private static final String FACTOR = "factor";
  private static final String PCT_START = "pctStart";
  private static final String DIV = "divFactor";
  private static final String FINAL_DIV = "finalDivFactor";
  private static final long MAX_OPTIMIZER_STEPS = 1_000_000_000;
  private static final Interval DIVISOR = Interval.from(1, 1e9);

  /// A schedule's own fields, and what reads them.
  private record Kind(String word, List<String> fields, Function<Fields, ScheduleSpec> reader) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("constant", List.of(WARMUP), LearningRateReader::constant),
          new Kind("cosine", List.of(WARMUP, FINAL_FACTOR), LearningRateReader::cosine),
          new Kind("linear", List.of(WARMUP, FINAL_FACTOR), LearningRateReader::linear),
          new Kind("step", List.of(WARMUP, EVERY, FACTOR), LearningRateReader::step),
          new Kind("one-cycle", List.of(PCT_START, DIV, FINAL_DIV), LearningRateReader::oneCycle));

  private LearningRateReader() {}

  /// Null when none is set.
  static @Nullable ScheduleSpec schedule(Fields training) {
    if (training.find("schedule") == null) {
      return null;
    }
    Fields fields = training.object("schedule");
    Map<String, Kind> kinds = new LinkedHashMap<>();
    KINDS.forEach(kind -> kinds.put(kind.word(), kind));
    Kind kind = fields.choice("name", kinds, null);
    if (!fields.sound("name")) {
      return new ScheduleSpec.ConstantSchedule(0);
    }
    ScheduleSpec spec = kind.reader().apply(fields);
    otherKinds(kind)
        .forEach((name, owner) ->
            fields.refuseIfSet(
                name,
                "is no field of the schedule " + kind.word(),
                name.equals(WARMUP)
                    ? "remove it; one-cycle warms up over pctStart of the job"
                    : "remove it or write name: " + owner));
    fields.done();
    return spec;
  }

  /// The fields that a schedule does not have, with a schedule that does.
  private static Map<String, String> otherKinds(Kind kind) {
    Map<String, String> others = new LinkedHashMap<>();
    KINDS.forEach(other -> other.fields().forEach(name -> others.putIfAbsent(name, other.word())));
    kind.fields().forEach(others::remove);
    return others;
  }

  private static ScheduleSpec constant(Fields fields) {
    return new ScheduleSpec.ConstantSchedule(warmup(fields));
  }

  private static ScheduleSpec cosine(Fields fields) {
    return new ScheduleSpec.CosineSchedule(warmup(fields), finalFactor(fields));
  }

  private static ScheduleSpec linear(Fields fields) {
    return new ScheduleSpec.LinearSchedule(warmup(fields), finalFactor(fields));
  }

  private static ScheduleSpec step(Fields fields) {
    return new ScheduleSpec.StepSchedule(
        warmup(fields),
        fields.whole(EVERY, 1, MAX_OPTIMIZER_STEPS, null),
        fields.number(FACTOR, Interval.above(0, 1), 0.1));
  }

  private static ScheduleSpec oneCycle(Fields fields) {
    return new ScheduleSpec.OneCycleSchedule(
        fields.number(PCT_START, Interval.below(0, 1), 0.3),
        fields.number(DIV, DIVISOR, 25.0),
        fields.number(FINAL_DIV, DIVISOR, 1e4));
  }

  private static long warmup(Fields fields) {
    return fields.whole(WARMUP, 0, MAX_OPTIMIZER_STEPS, 0L);
  }

  private static double finalFactor(Fields fields) {
    return fields.number(FINAL_FACTOR, Interval.from(0, 1), 0.0);
  }

  /// Null when none is set.
  static @Nullable LearningRateScalingSpec scaling(Fields training) {
    if (training.find("learningRateScaling") == null) {
      return null;
    }
    Fields fields = training.object("learningRateScaling");
    LearningRateScaling rule =
        fields.choice(
            "name",
            Fields.words(LearningRateScaling.class, word -> word.name().toLowerCase(Locale.ROOT)),
            null);
    Integer reference = null;
    if (fields.sound("name") && rule == LearningRateScaling.NONE) {
      fields.refuseIfSet(
          "referenceBatch",
          "has no meaning without scaling",
          "remove it or write name: linear or name: sqrt");
    } else {
      reference = fields.integer("referenceBatch", 1, BatchReader.MAX_EFFECTIVE, null);
    }
    fields.done();
    return new LearningRateScalingSpec(rule, reference);
  }
}
