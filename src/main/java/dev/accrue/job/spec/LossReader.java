package dev.accrue.job.spec;

import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.Metric;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// Reads `loss` and `metrics` of `training` or of one of its tasks. A loss is an object with a
/// `name`, or the name alone. Defaults:
///
/// | field | default |
/// |---|---|
/// | `loss` | what fits the target: `cross-entropy`, `token-cross-entropy` or `mse` |
/// | `loss.labelSmoothing` | 0 |
/// | `loss.ignoreIndex`, `loss.classWeights` | none |
/// | `loss.delta` of `huber` | 1 |
/// | `loss.temperature` of `contrastive` | 0.1 |
/// | `metrics` | what fits the loss |
final class LossReader {

  static final int MAX_CLASSES = 10_000;

  private static final Interval SMOOTHING = Interval.below(0, 1);
  private static final Interval CLASS_WEIGHT = Interval.from(0, 1e6);
  private static final Interval DELTA = Interval.above(0, 1e6);
  private static final Interval TEMPERATURE = Interval.from(0.001, 100);
  private static final int MAX_CLASS = 1_000_000_000;
  private static final Pattern WORD = Pattern.compile("[a-z0-9-]{1,20}");

  private LossReader() {}

  /// Null when it is not set.
  static @Nullable LossSpec loss(Fields training) {
    if (training.find("loss") == null) {
      return null;
    }
    Map<String, Function<Fields, LossSpec>> readers = new LinkedHashMap<>();
    readers.put("cross-entropy", LossReader::crossEntropy);
    readers.put(
        "token-cross-entropy",
        fields -> new LossSpec.TokenCrossEntropy(fields.number("labelSmoothing", SMOOTHING, 0.0)));
    readers.put("bce-with-logits", _ -> new LossSpec.BinaryCrossEntropy());
    readers.put("mse", _ -> new LossSpec.MeanSquaredError());
    readers.put("l1", _ -> new LossSpec.MeanAbsoluteError());
    readers.put("huber", fields -> new LossSpec.Huber(fields.number("delta", DELTA, 1.0)));
    readers.put(
        "contrastive",
        fields -> new LossSpec.Contrastive(fields.number("temperature", TEMPERATURE, 0.1)));
    Fields fields = training.named("loss");
    LossSpec spec = fields.choice("name", readers, null).apply(fields);
    if (fields.sound("name")) {
      fields.done();
    }
    return spec;
  }

  private static LossSpec crossEntropy(Fields fields) {
    List<Double> weights = fields.numbers("classWeights", MAX_CLASSES, CLASS_WEIGHT);
    if (!weights.isEmpty() && weights.stream().allMatch(weight -> weight == 0)) {
      fields.refuse("classWeights", "are all 0: no target would count", "write one above 0");
    }
    boolean ignores = fields.find("ignoreIndex") != null;
    return new LossSpec.CrossEntropy(
        fields.number("labelSmoothing", SMOOTHING, 0.0),
        ignores ? fields.integer("ignoreIndex", 0, MAX_CLASS, null) : null,
        weights.isEmpty() ? null : weights);
  }

  /// Null when they are not set.
  static @Nullable List<Metric> metrics(Fields training) {
    if (training.find("metrics") == null) {
      return null;
    }
    Map<String, Metric> words = Fields.words(Metric.class, LossReader::word);
    String rule = "one of " + String.join(", ", words.keySet());
    Set<Metric> possible = possible(training);
    Set<Metric> metrics = new LinkedHashSet<>();
    for (String word : training.texts("metrics", words.size(), WORD, rule)) {
      Metric metric = words.get(word);
      if (metric == null) {
        training.refuse(
            "metrics",
            "%s is not %s".formatted(word, rule),
            Spelling.nearest(word, words.keySet())
                .map("did you mean %s?"::formatted)
                .orElse("write " + rule));
      } else if (!possible.contains(metric)) {
        training.refuse(
            "metrics",
            "%s says nothing about the loss %s".formatted(word, lossName(training)),
            "write some of "
                + possible.stream().map(LossReader::word).collect(Collectors.joining(", ")));
      } else if (!metrics.add(metric)) {
        training.refuse("metrics", "%s is there twice".formatted(word), "write it once");
      }
    }
    return metrics.isEmpty() ? null : List.copyOf(metrics);
  }

  private static String word(Metric metric) {
    return metric.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The metrics of a loss; all where none is named, since the trainer knows the target.
  private static Set<Metric> possible(Fields training) {
    return switch (lossName(training)) {
      case "cross-entropy" ->
          EnumSet.of(Metric.ACCURACY, Metric.TOP_5, Metric.F1, Metric.PERPLEXITY);
      case "token-cross-entropy" -> EnumSet.of(Metric.ACCURACY, Metric.TOP_5, Metric.PERPLEXITY);
      case "bce-with-logits" -> EnumSet.of(Metric.ACCURACY, Metric.F1);
      case "mse", "l1", "huber" -> EnumSet.of(Metric.MAE, Metric.R2);
      case "contrastive" -> EnumSet.of(Metric.ACCURACY, Metric.TOP_5);
      case String _ -> EnumSet.allOf(Metric.class);
    };
  }

  private static String lossName(Fields training) {
    JsonNode loss = training.find("loss");
    JsonNode name = loss instanceof StringNode ? loss : loss == null ? null : loss.get("name");
    return name == null || !name.isString() ? "" : name.asString();
  }
}
