package dev.accrue.training.loop;

import dev.accrue.api.spec.Precision;
import dev.accrue.api.worker.EquivalenceReport;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a comparison of a window with its full batch found, and how it is told.
///
/// @param optimizerStep of the window, from 1
/// @param samples in the window
/// @param micro samples of the micro-batches as trained
/// @param compared samples of the micro-batches that they were compared with
/// @param asTrained with everything as the job has it
/// @param explained with all reasons off
/// @param reasons why micro-batches differ from a full batch by design
record EquivalenceFinding(
    long optimizerStep,
    int samples,
    int micro,
    int compared,
    Precision precision,
    GradientDifference asTrained,
    GradientDifference explained,
    List<Reason> reasons) {

  /// Why gradients differ.
  ///
  /// @param off what was done to leave it out
  /// @param why the explanation
  record Reason(String off, String why) {

    static Reason batchNorm(int micro, int compared) {
      return new Reason(
          "BatchNorm off",
          "BatchNorm takes its mean and variance over %d samples instead of %d"
              .formatted(micro, compared));
    }

    static Reason draws() {
      return new Reason(
          "random layers off", "random layers (dropout) draw anew for every micro-batch");
    }

    static Reason normalization() {
      return new Reason(
          "lossNormalization window",
          "lossNormalization micro-batch takes the mean of the means of micro-batches in which"
              + " unequally much counts");
    }
  }

  /// Differences up to this are rounding: sums of the same numbers in another order.
  static double rounding(Precision precision) {
    return switch (precision) {
      case FP64 -> 1e-9;
      case FP32 -> 1e-4;
      case BF16 -> 5e-2;
    };
  }

  EquivalenceReport report() {
    return new EquivalenceReport(
        optimizerStep,
        samples,
        micro,
        compared,
        GradientDifference.finite(asTrained.largest()),
        GradientDifference.finite(explained.largest()),
        agrees(),
        sentence(),
        asTrained.listed());
  }

  private boolean agrees() {
    return explained.largest() <= rounding(precision);
  }

  private String sentence() {
    return head() + (reasons.isEmpty() ? plain() : withReasons()) + unexplained();
  }

  private String head() {
    String full =
        compared == samples
            ? "the full batch in one"
            : "micro-batches of %d (the full batch does not fit memory)".formatted(compared);
    return "Gradients of optimizer step %d over its %d samples, micro-batches of %d against %s: "
        .formatted(optimizerStep, samples, micro, full);
  }

  private String plain() {
    return "they %s.".formatted(verdict(explained));
  }

  private String withReasons() {
    String off = reasons.stream().map(Reason::off).collect(Collectors.joining(" and "));
    String why = reasons.stream().map(Reason::why).collect(Collectors.joining(", and "));
    return "with %s they %s. As trained, %s differs by %s: %s."
        .formatted(
            off,
            verdict(explained),
            asTrained.worst().name(),
            text(asTrained.worst().relative()),
            why);
  }

  private String verdict(GradientDifference difference) {
    GradientDifference.Parameter worst = difference.worst();
    return agrees()
        ? "agree to %s".formatted(text(worst.relative()))
        : "differ by %s in %s".formatted(text(worst.relative()), worst.name());
  }

  private String unexplained() {
    return agrees()
        ? ""
        : " Nothing that is known of the model explains it: look for operators that mix the samples"
            + " of a micro-batch, or that draw without a seed.";
  }

  /// The worst parameters in one line.
  static String worst(EquivalenceReport report) {
    return report.worst().stream()
        .map(one -> {
          Double relative = one.relativeDifference();
          return one.parameter() + " " + text(relative == null ? Double.NaN : relative);
        })
        .collect(Collectors.joining(", "));
  }

  /// Such as `3e-7` or `12 %`.
  static String text(double relative) {
    if (!Double.isFinite(relative)) {
      return "a number that is not finite";
    }
    if (relative == 0) {
      return "the last bit";
    }
    return relative < 1e-3
        ? String.format(Locale.ROOT, "%.0e", relative).replace("e-0", "e-")
        : String.format(Locale.ROOT, relative < 0.1 ? "%.1f %%" : "%.0f %%", 100 * relative);
  }
}
