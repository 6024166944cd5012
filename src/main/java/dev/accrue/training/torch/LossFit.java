package dev.accrue.training.torch;

import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.Metric;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.TargetLayout;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which losses and metrics go with which targets.
final class LossFit {

  /// Metrics with sums for each class or column are for at most so many.
  private static final int MAX_COLUMNS = 10_000;

  private LossFit() {}

  /// The loss that a target has where the spec names none.
  static LossSpec byDefault(TargetLayout layout) {
    return switch (layout.kind()) {
      case CLASS -> new LossSpec.CrossEntropy(0, null, null);
      case TOKENS -> new LossSpec.TokenCrossEntropy(0);
      case REAL -> new LossSpec.MeanSquaredError();
    };
  }

  /// What is measured where the spec names nothing.
  static List<Metric> byDefault(LossSpec loss) {
    return switch (loss) {
      case LossSpec.CrossEntropy _, LossSpec.BinaryCrossEntropy _, LossSpec.Contrastive _ ->
          List.of(Metric.ACCURACY);
      case LossSpec.TokenCrossEntropy _ -> List.of(Metric.ACCURACY, Metric.PERPLEXITY);
      case LossSpec.MeanSquaredError _, LossSpec.MeanAbsoluteError _, LossSpec.Huber _ ->
          List.of(Metric.MAE);
    };
  }

  /// @throws TrainingRefusedException when the loss does not fit the target, or a metric the loss
  static void require(LossSpec loss, List<Metric> metrics, TargetLayout layout) {
    TargetLayout.Kind wanted =
        switch (loss) {
          case LossSpec.CrossEntropy _ -> TargetLayout.Kind.CLASS;
          case LossSpec.TokenCrossEntropy _ -> TargetLayout.Kind.TOKENS;
          case LossSpec.BinaryCrossEntropy _,
              LossSpec.MeanSquaredError _,
              LossSpec.MeanAbsoluteError _,
              LossSpec.Huber _,
              LossSpec.Contrastive _ ->
              TargetLayout.Kind.REAL;
        };
    if (layout.kind() != wanted) {
      throw refusal(
          layout,
          "the loss %s is for %s, and this is %s; write %s"
              .formatted(loss.word(), words(wanted), words(layout.kind()), fitting(layout.kind())));
    }
    if (loss instanceof LossSpec.CrossEntropy crossEntropy) {
      requireClasses(crossEntropy, layout);
    }
    Set<Metric> possible = possible(loss);
    for (Metric metric : metrics) {
      if (!possible.contains(metric)) {
        throw refusal(
            layout,
            "the metric %s says nothing about %s; metrics for it are %s"
                .formatted(word(metric), loss.word(), words(possible)));
      }
      if ((metric == Metric.F1 || metric == Metric.R2) && layout.outputs() > MAX_COLUMNS) {
        throw refusal(
            layout,
            "the metric %s is for at most %,d outputs, and there are %,d; remove it"
                .formatted(word(metric), MAX_COLUMNS, layout.outputs()));
      }
    }
  }

  private static void requireClasses(LossSpec.CrossEntropy loss, TargetLayout layout) {
    @Nullable List<Double> weights = loss.classWeights();
    if (weights != null && weights.size() != layout.classes()) {
      throw refusal(
          layout,
          "classWeights has %d weights, and there are %d classes; write one for each class"
              .formatted(weights.size(), layout.classes()));
    }
    @Nullable Integer ignored = loss.ignoreIndex();
    if (ignored != null && ignored >= layout.classes()) {
      throw refusal(
          layout,
          "ignoreIndex is %d, and classes are numbered from 0 to %d; write one of these or remove it"
              .formatted(ignored, layout.classes() - 1));
    }
  }

  private static Set<Metric> possible(LossSpec loss) {
    return switch (loss) {
      case LossSpec.CrossEntropy _ ->
          EnumSet.of(Metric.ACCURACY, Metric.TOP_5, Metric.F1, Metric.PERPLEXITY);
      case LossSpec.TokenCrossEntropy _ ->
          EnumSet.of(Metric.ACCURACY, Metric.TOP_5, Metric.PERPLEXITY);
      case LossSpec.BinaryCrossEntropy _ -> EnumSet.of(Metric.ACCURACY, Metric.F1);
      case LossSpec.MeanSquaredError _, LossSpec.MeanAbsoluteError _, LossSpec.Huber _ ->
          EnumSet.of(Metric.MAE, Metric.R2);
      case LossSpec.Contrastive _ -> EnumSet.of(Metric.ACCURACY, Metric.TOP_5);
    };
  }

  private static TrainingRefusedException refusal(TargetLayout layout, String message) {
    return new TrainingRefusedException("target %s: %s".formatted(layout.name(), message));
  }

  private static String words(TargetLayout.Kind kind) {
    return switch (kind) {
      case CLASS -> "one class per sample";
      case TOKENS -> "a token at each place";
      case REAL -> "numbers";
    };
  }

  private static String fitting(TargetLayout.Kind kind) {
    return switch (kind) {
      case CLASS -> "cross-entropy";
      case TOKENS -> "token-cross-entropy";
      case REAL -> "mse, l1, huber, bce-with-logits or contrastive";
    };
  }

  private static String word(Metric metric) {
    return metric.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String words(Set<Metric> metrics) {
    return metrics.stream().map(LossFit::word).collect(Collectors.joining(", "));
  }
}
