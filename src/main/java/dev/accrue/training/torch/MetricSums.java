package dev.accrue.training.torch;

import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.Metric;
import dev.accrue.training.data.TargetLayout;

/// A metric as sums over the elements of a batch, which are added over all batches, and what they
/// come to in the end: a smaller batch weighs no more than its elements.
///
/// @param name in series
/// @param statements that come before
/// @param sums a tensor of them
/// @param width how many there are
record MetricSums(String name, String statements, String sums, int width, Result result) {

  private static final int TOP = 5;

  /// What sums come to.
  interface Result {

    /// The metric.
    ///
    /// @param elements that are not masked
    double of(double[] sums, double elements);
  }

  private MetricSums(String name, String sum, Result result) {
    this(name, "", sum, 1, result);
  }

  static MetricSums of(Metric metric, LossSpec loss, TargetLayout layout) {
    boolean binary = loss instanceof LossSpec.BinaryCrossEntropy;
    return switch (metric) {
      case ACCURACY -> new MetricSums("accuracy", correct(binary), MetricSums::mean);
      case TOP_5 -> top(loss instanceof LossSpec.Contrastive ? TOP : layout.classes());
      case F1 -> binary ? binaryF1(columns(layout)) : f1(layout.classes());
      case PERPLEXITY ->
          new MetricSums(
              "perplexity",
              LossCode.entropy("None", 0),
              (sums, elements) -> Math.exp(sums[0] / elements));
      case MAE ->
          new MetricSums(
              "mae",
              "torch.l1_loss(numbers, target, 2)",
              (sums, elements) -> layout.unit() * mean(sums, elements));
      case R2 -> r2(columns(layout));
    };
  }

  private static int columns(TargetLayout layout) {
    return Math.toIntExact(layout.outputs());
  }

  private static double mean(double[] sums, double elements) {
    return sums[0] / elements;
  }

  /// Masked targets are no class's number.
  private static String correct(boolean binary) {
    return binary
        ? "torch.sum(torch.eq(torch.gt(numbers, 0), torch.gt(target, 0.5)))"
        : "torch.sum(torch.eq(torch.argmax(scores, 1), targets))";
  }

  private static MetricSums top(int classes) {
    return new MetricSums(
        "top_5",
        "_t, places = torch.topk(scores, ops.prim.min([%d, torch.size(scores, 1)]), 1)\n"
            .formatted(Math.min(TOP, classes)),
        "torch.sum(torch.eq(places, torch.unsqueeze(targets, 1)))",
        1,
        MetricSums::mean);
  }

  /// How often each class was right, predicted and true.
  private static MetricSums f1(int classes) {
    String statements =
        """
        keep = torch.ne(targets, -100)
        predicted = torch.masked_select(torch.argmax(scores, 1), keep)
        actual = torch.masked_select(targets, keep)
        right = torch.masked_select(actual, torch.eq(actual, predicted))
        """;
    String count = "torch.bincount(%s, None, " + classes + ")";
    return new MetricSums(
        "f1",
        statements,
        "torch.cat([%s, %s, %s])"
            .formatted(
                count.formatted("right"), count.formatted("predicted"), count.formatted("actual")),
        3 * classes,
        (sums, _) -> macro(sums, classes));
  }

  /// The same for each column of yes and no.
  private static MetricSums binaryF1(int columns) {
    String statements =
        """
        yes = torch.gt(torch.reshape(numbers, [-1, %1$d]), 0)
        true = torch.gt(torch.reshape(target, [-1, %1$d]), 0.5)
        """
            .formatted(columns);
    return new MetricSums(
        "f1",
        statements,
        "torch.cat([torch.sum(torch.__and__(yes, true), [0]), torch.sum(yes, [0]),"
            + " torch.sum(true, [0])])",
        3 * columns,
        (sums, _) -> macro(sums, columns));
  }

  /// The mean over classes of `2 right / (predicted + true)`, the harmonic mean of precision and
  /// recall; without the classes that are neither predicted nor true.
  private static double macro(double[] sums, int classes) {
    double total = 0;
    int seen = 0;
    for (int index = 0; index < classes; index++) {
      double either = sums[classes + index] + sums[2 * classes + index];
      if (either > 0) {
        total += 2 * sums[index] / either;
        seen++;
      }
    }
    return total / seen;
  }

  /// `1 - sum (t - y)^2 / sum (t - mean of t)^2`, the mean over columns; a column of which all
  /// targets are equal has none.
  private static MetricSums r2(int columns) {
    String statements =
        """
        wanted = torch.to(torch.reshape(target, [-1, %1$d]), 7)
        missed = torch.sub(wanted, torch.to(torch.reshape(numbers, [-1, %1$d]), 7))
        """
            .formatted(columns);
    return new MetricSums(
        "r2",
        statements,
        "torch.cat([torch.sum(wanted, [0]), torch.sum(torch.mul(wanted, wanted), [0]),"
            + " torch.sum(torch.mul(missed, missed), [0])])",
        3 * columns,
        (sums, elements) -> {
          double rows = elements / columns;
          double total = 0;
          int seen = 0;
          for (int column = 0; column < columns; column++) {
            double squares = sums[columns + column];
            double around = squares - sums[column] * sums[column] / rows;
            if (around > 1e-12 * squares) { // what is left of rounding is no spread
              total += 1 - sums[2 * columns + column] / around;
              seen++;
            }
          }
          return total / seen;
        });
  }
}
