package dev.accrue.job.spec;

import dev.accrue.api.spec.Beta2ScalingSpec;
import dev.accrue.api.spec.EmaSpec;
import dev.accrue.api.spec.ParameterGroupSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what shapes an update: parameter groups, frozen parameters, moving average and beta2.
/// Defaults:
///
/// | field | default |
/// |---|---|
/// | `parameterGroups`, `freeze`, `ema`, `beta2Scaling` | none |
/// | `parameterGroups[].learningRateFactor` | 1 |
/// | `parameterGroups[].weightDecay` | the optimizer's |
/// | `ema.decay` | 0.999 |
/// | `beta2Scaling.name` | `samples` |
///
/// Whether a pattern matches a parameter is known when the model is there; the trainer refuses
/// those that do not.
final class UpdateReader {

  static final int MAX_GROUPS = 32;
  static final int MAX_PATTERNS = 100;

  private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9_.*]{1,200}");
  private static final String PATTERN_RULE =
      "a pattern of 1 to 200 letters, digits, underscores, points and *, such as layers.0.*";
  private static final Interval FACTOR = Interval.above(0, 1000);
  private static final Interval WEIGHT_DECAY = Interval.from(0, 1000);
  private static final Interval DECAY = Interval.below(0, 1);
  private static final int MAX_REFERENCE = 1_048_576;
  private static final Set<String> WITH_BETA2 = Set.of("adam", "adamw", "lamb");

  private UpdateReader() {}

  /// Null when none are set.
  static @Nullable List<ParameterGroupSpec> parameterGroups(Fields training) {
    if (training.find("parameterGroups") == null) {
      return null;
    }
    List<ParameterGroupSpec> groups = new ArrayList<>();
    Set<String> patterns = new HashSet<>();
    String example = "[{match: \"*.bias\", weightDecay: 0}]";
    for (Fields fields : training.objects("parameterGroups", MAX_GROUPS, example)) {
      groups.add(group(fields, patterns));
    }
    return groups.isEmpty() ? null : groups;
  }

  private static ParameterGroupSpec group(Fields fields, Set<String> patterns) {
    String match = fields.text("match", PATTERN, PATTERN_RULE, null);
    if (fields.sound("match") && !patterns.add(match)) {
      fields.refuse("match", "is the pattern of an earlier group too", "put the two together");
    }
    boolean decays = fields.find("weightDecay") != null;
    boolean slows = fields.find("learningRateFactor") != null;
    if (!decays && !slows && fields.sound("match")) {
      fields.refuse(
          "match",
          "the group sets nothing",
          "write learningRateFactor or weightDecay, or remove the group");
    }
    ParameterGroupSpec group =
        new ParameterGroupSpec(
            match,
            fields.number("learningRateFactor", FACTOR, 1.0),
            decays ? fields.number("weightDecay", WEIGHT_DECAY, null) : null);
    fields.done();
    return group;
  }

  /// Null when nothing is frozen.
  static @Nullable List<String> freeze(Fields training) {
    List<String> patterns = training.texts("freeze", MAX_PATTERNS, PATTERN, PATTERN_RULE);
    return patterns.isEmpty() ? null : patterns;
  }

  /// Null when there is none.
  static @Nullable EmaSpec ema(Fields training) {
    if (training.find("ema") == null) {
      return null;
    }
    Fields fields = training.object("ema");
    EmaSpec spec = new EmaSpec(fields.number("decay", DECAY, 0.999));
    fields.done();
    return spec;
  }

  /// Null when there is none.
  static @Nullable Beta2ScalingSpec beta2Scaling(Fields training) {
    if (training.find("beta2Scaling") == null) {
      return null;
    }
    Fields fields = training.object("beta2Scaling");
    Beta2ScalingSpec.Rule rule =
        fields.choice(
            "name",
            Fields.words(Beta2ScalingSpec.Rule.class, word -> word.name().toLowerCase(Locale.ROOT)),
            Beta2ScalingSpec.Rule.SAMPLES);
    boolean scaled = rule == Beta2ScalingSpec.Rule.SAMPLES && fields.sound("name");
    if (!scaled) {
      fields.refuseIfSet("referenceBatch", "is set without a scaling", "write name: samples");
    }
    Integer reference = scaled ? fields.integer("referenceBatch", 1, MAX_REFERENCE, null) : null;
    fields.done();
    String optimizer = optimizer(training);
    if (scaled && training.sound("beta2Scaling", "optimizer") && !WITH_BETA2.contains(optimizer)) {
      training.refuse(
          "beta2Scaling",
          "%s has no second moment that forgets by a beta2".formatted(optimizer),
          "remove it, or write adam, adamw or lamb as optimizer.name");
    }
    return new Beta2ScalingSpec(rule, reference);
  }

  private static String optimizer(Fields training) {
    JsonNode optimizer = training.find("optimizer");
    JsonNode name = optimizer == null ? null : optimizer.get("name");
    return name == null || !name.isString() ? "adamw" : name.asString();
  }
}
