package dev.accrue.training.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.Metric;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.TargetLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Metrics over a whole split against their definitions, and what does not fit together.
class LossesTest {

  private static final TargetLayout LABEL = TargetLayout.ofClass("label", 7);
  private static final TargetLayout NUMBERS =
      new TargetLayout("numbers", TargetLayout.Kind.REAL, List.of(2L), 0);
  private static final TargetLayout NEXT =
      new TargetLayout("next", TargetLayout.Kind.TOKENS, List.of(4L), 9);
  private static final int SAMPLES = 60;

  private static final TorchRuntime RUNTIME = start();

  private static TorchRuntime start() {
    try {
      return TestRuntime.start(Files.createTempDirectory("programs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() {
    RUNTIME.close();
  }

  /// What comes of batches of 25, 25 and 10.
  private static Map<String, Double> measured(
      LossSpec spec,
      List<Metric> metrics,
      TargetLayout layout,
      double[][] outputs,
      Object targets) {
    double[] sums = {};
    try (TaskLoss loss = Losses.of(RUNTIME, spec, 1, metrics, layout)) {
      for (int from = 0; from < SAMPLES; from += 25) {
        int to = Math.min(SAMPLES, from + 25);
        try (NDManager scope = RUNTIME.newScope()) {
          NDArray output = scope.create(Arrays.copyOfRange(outputs, from, to));
          NDArray target =
              switch (targets) {
                case long[] classes -> scope.create(Arrays.copyOfRange(classes, from, to));
                case double[][] rows -> scope.create(Arrays.copyOfRange(rows, from, to));
                default -> throw new IllegalArgumentException();
              };
          double[] batch = loss.measure(output, target);
          double[] before = sums.length == 0 ? new double[batch.length] : sums;
          Arrays.setAll(batch, index -> batch[index] + before[index]);
          sums = batch;
        }
      }
      return loss.results(sums);
    }
  }

  private static double value(Map<String, Double> results, String name) {
    return Objects.requireNonNull(results.get(name), name);
  }

  @Test
  void metricsOfClassesAreThoseOfTheWholeSplitWithoutTheMasked() {
    Random random = new Random(1);
    double[][] scores = rows(random, 7);
    long[] targets = new long[SAMPLES];
    Arrays.setAll(targets, index -> index % 5 == 0 ? -100 : random.nextInt(6));
    Map<String, Double> results =
        measured(
            new LossSpec.CrossEntropy(0.1, 3, null),
            List.of(Metric.ACCURACY, Metric.TOP_5, Metric.F1, Metric.PERPLEXITY),
            LABEL,
            scores,
            targets);
    int[] right = new int[7];
    int[] predicted = new int[7];
    int[] actual = new int[7];
    double count = 0;
    double top = 0;
    double entropy = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      int target = (int) targets[sample];
      if (target < 0 || target == 3) {
        continue;
      }
      double[] row = scores[sample];
      int best = 0;
      int above = 0;
      double total = 0;
      for (int c = 0; c < 7; c++) {
        best = row[c] > row[best] ? c : best;
        above += row[c] > row[target] ? 1 : 0;
        total += Math.exp(row[c]);
      }
      count++;
      top += above < 5 ? 1 : 0;
      entropy += Math.log(total) - row[target];
      right[target] += best == target ? 1 : 0;
      predicted[best]++;
      actual[target]++;
    }
    double f1 = 0;
    int classes = 0;
    for (int c = 0; c < 7; c++) {
      if (predicted[c] + actual[c] > 0) {
        f1 += 2.0 * right[c] / (predicted[c] + actual[c]);
        classes++;
      }
    }
    assertThat(value(results, "accuracy")).isEqualTo(Arrays.stream(right).sum() / count);
    assertThat(value(results, "top_5")).isEqualTo(top / count);
    assertThat(value(results, "f1")).isCloseTo(f1 / classes, within(1e-12));
    assertThat(value(results, "perplexity")).isCloseTo(Math.exp(entropy / count), within(1e-9));
  }

  @Test
  void metricsOfNumbersAreThoseOfTheWholeSplit() {
    Random random = new Random(2);
    double[][] outputs = rows(random, 2);
    double[][] targets = rows(random, 2);
    Arrays.stream(targets).forEach(row -> row[1] = 100 + 3 * row[1]);
    Map<String, Double> results =
        measured(
            new LossSpec.MeanSquaredError(),
            List.of(Metric.MAE, Metric.R2),
            NUMBERS,
            outputs,
            targets);
    double absolute = 0;
    double square = 0;
    double r2 = 0;
    for (int column = 0; column < 2; column++) {
      int c = column;
      double mean = Arrays.stream(targets).mapToDouble(row -> row[c]).average().orElseThrow();
      double missed = 0;
      double around = 0;
      for (int sample = 0; sample < SAMPLES; sample++) {
        double difference = targets[sample][column] - outputs[sample][column];
        absolute += Math.abs(difference);
        missed += difference * difference;
        around += Math.pow(targets[sample][column] - mean, 2);
      }
      square += missed;
      r2 += (1 - missed / around) / 2;
    }
    assertThat(value(results, "mae")).isCloseTo(absolute / (2 * SAMPLES), within(1e-10));
    assertThat(value(results, "loss")).isCloseTo(square / (2 * SAMPLES), within(1e-9));
    assertThat(value(results, "r2")).isCloseTo(r2, within(1e-9));
  }

  /// The mean absolute error is in euros where the target is, and R2 has no unit.
  @Test
  void theErrorOfAStandardisedTargetIsInItsOwnUnits() {
    double[][] outputs = rows(new Random(4), 2);
    double[][] targets = rows(new Random(5), 2);
    LossSpec loss = new LossSpec.MeanSquaredError();
    List<Metric> metrics = List.of(Metric.MAE, Metric.R2);
    TargetLayout euros =
        new TargetLayout("price", TargetLayout.Kind.REAL, List.of(2L), 0, 277_000, 91_000);

    Map<String, Double> standardized = measured(loss, metrics, euros, outputs, targets);

    Map<String, Double> plain = measured(loss, metrics, NUMBERS, outputs, targets);
    assertThat(value(standardized, "mae")).isCloseTo(91_000 * value(plain, "mae"), within(1e-6));
    assertThat(value(standardized, "r2")).isEqualTo(value(plain, "r2"));
    assertThat(value(standardized, "loss")).isEqualTo(value(plain, "loss"));
  }

  @Test
  void metricsOfYesAndNoAreThoseOfTheWholeSplit() {
    Random random = new Random(3);
    double[][] outputs = rows(random, 2);
    double[][] targets = rows(random, 2);
    Arrays.stream(targets).forEach(row -> Arrays.setAll(row, c -> row[c] > 0.4 ? 1 : 0));
    Map<String, Double> results =
        measured(
            new LossSpec.BinaryCrossEntropy(),
            List.of(Metric.ACCURACY, Metric.F1),
            NUMBERS,
            outputs,
            targets);
    double correct = 0;
    double f1 = 0;
    for (int column = 0; column < 2; column++) {
      double right = 0;
      double either = 0;
      for (int sample = 0; sample < SAMPLES; sample++) {
        double predicted = outputs[sample][column] > 0 ? 1 : 0;
        correct += predicted == targets[sample][column] ? 1 : 0;
        right += predicted * targets[sample][column];
        either += predicted + targets[sample][column];
      }
      f1 += 2 * right / either / 2;
    }
    assertThat(value(results, "accuracy")).isEqualTo(correct / (2 * SAMPLES));
    assertThat(value(results, "f1")).isCloseTo(f1, within(1e-12));
  }

  /// Each sample among the others of its batch.
  @Test
  void contrastiveIsTheCrossEntropyOfCosines() {
    double[][] outputs = {{2, 0}, {0, 3}, {1, 1}};
    double[][] targets = {{1, 0}, {0, 1}, {-1, 2}};
    double expected = 0;
    for (int i = 0; i < 3; i++) {
      double total = 0;
      for (int j = 0; j < 3; j++) {
        total += Math.exp(cosine(outputs[i], targets[j]) / 0.5);
      }
      expected += Math.log(total) - cosine(outputs[i], targets[i]) / 0.5;
    }
    try (NDManager scope = RUNTIME.newScope();
        TaskLoss loss =
            Losses.of(RUNTIME, new LossSpec.Contrastive(0.5), 1, List.of(Metric.TOP_5), NUMBERS)) {
      double[] sums = loss.measure(scope.create(outputs), scope.create(targets));
      assertThat(value(loss.results(sums), "loss")).isCloseTo(expected / 3, within(1e-12));
      assertThat(value(loss.results(sums), "top_5")).isEqualTo(1);
      assertThat(loss.couplesSamples()).isTrue();
    }
  }

  private static double cosine(double[] a, double[] b) {
    return (a[0] * b[0] + a[1] * b[1]) / Math.hypot(a[0], a[1]) / Math.hypot(b[0], b[1]);
  }

  private static double[][] rows(Random random, int columns) {
    double[][] rows = new double[SAMPLES][columns];
    Arrays.stream(rows).forEach(row -> Arrays.setAll(row, c -> random.nextGaussian()));
    return rows;
  }

  @Test
  void eachKindOfTargetHasItsLoss() {
    assertThat(Losses.resolved(null, LABEL)).isEqualTo(new LossSpec.CrossEntropy(0, null, null));
    assertThat(Losses.resolved(null, NEXT)).isEqualTo(new LossSpec.TokenCrossEntropy(0));
    assertThat(Losses.resolved(null, NUMBERS)).isEqualTo(new LossSpec.MeanSquaredError());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused(new LossSpec.MeanSquaredError(), null, LABEL, "target label", "write cross-entropy");
    refused(new LossSpec.CrossEntropy(0, null, null), null, NUMBERS, "this is numbers", "mse");
    refused(new LossSpec.CrossEntropy(0, null, null), null, NEXT, "a token", "token-cross-entropy");
    refused(new LossSpec.CrossEntropy(0, null, List.of(1.0, 2.0)), null, LABEL, "2 weights", "7");
    refused(new LossSpec.CrossEntropy(0, 7, null), null, LABEL, "ignoreIndex is 7", "0 to 6");
    refused(null, List.of(Metric.R2), LABEL, "r2", "accuracy, top-5, f1, perplexity");
    refused(null, List.of(Metric.ACCURACY), NUMBERS, "accuracy", "mae, r2");
  }

  private static void refused(
      @Nullable LossSpec loss,
      @Nullable List<Metric> metrics,
      TargetLayout layout,
      String... words) {
    assertThatThrownBy(() -> Losses.of(RUNTIME, loss, 1, metrics, layout))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContainingAll(words);
  }
}
