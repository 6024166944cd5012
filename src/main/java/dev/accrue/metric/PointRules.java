package dev.accrue.metric;

import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What a batch must be in itself, before the database is asked.
final class PointRules {

  /// A whole batch is one statement, and a live reader takes whole batches.
  static final int MAX_POINTS_OF_A_BATCH = 20_000;

  /// The year 9999, beyond which PostgreSQL and browsers disagree on dates.
  private static final long MAX_MILLIS = 253_402_300_799_000L;

  private PointRules() {}

  static void check(PointBatch batch, long totalOptimizerSteps) {
    if (batch.optimizerStep() > totalOptimizerSteps) {
      throw refusal(
          "optimizerStep %d is beyond the job's %d"
              .formatted(batch.optimizerStep(), totalOptimizerSteps));
    }
    int points = batch.series().stream().mapToInt(it -> it.optimizerSteps().size()).sum();
    if (points > MAX_POINTS_OF_A_BATCH) {
      throw refusal(
          "the batch has %d points, at most %d are taken at once; send several batches"
              .formatted(points, MAX_POINTS_OF_A_BATCH));
    }
    Set<String> names = new HashSet<>();
    for (SeriesPoints series : batch.series()) {
      if (!names.add(series.name())) {
        throw refusal("series %s is there twice; put its points together".formatted(series.name()));
      }
      check(series, totalOptimizerSteps);
    }
  }

  private static void check(SeriesPoints series, long totalOptimizerSteps) {
    List<Long> steps = series.optimizerSteps();
    if (series.values().size() != steps.size()
        || series.samplesSeen().size() != steps.size()
        || series.atMillis().size() != steps.size()) {
      throw refusal("the columns of series %s differ in length".formatted(series.name()));
    }
    requireNumbers(series, "optimizerSteps", steps);
    requireNumbers(series, "samplesSeen", series.samplesSeen());
    requireNumbers(series, "atMillis", series.atMillis());
    if (series.values().stream().anyMatch(Objects::isNull)) {
      throw refusal("series %s has a null among its values".formatted(series.name()));
    }
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) > totalOptimizerSteps || (i > 0 && steps.get(i) <= steps.get(i - 1))) {
        throw refusal(
            "optimizer steps of series %s must grow, up to the job's %d, but there is %d"
                .formatted(series.name(), totalOptimizerSteps, steps.get(i)));
      }
      if (series.atMillis().get(i) > MAX_MILLIS) {
        throw refusal(
            "series %s has a point at %d, after the year 9999; send milliseconds since 1970"
                .formatted(series.name(), series.atMillis().get(i)));
      }
    }
  }

  private static void requireNumbers(SeriesPoints series, String column, List<Long> numbers) {
    for (Long number : numbers) {
      if (number == null || number < 0) {
        throw refusal(
            "%s of series %s must be 0 or more, but there is %s"
                .formatted(column, series.name(), number));
      }
    }
  }

  static ProblemException refusal(String message) {
    return new ProblemException(ProblemCode.INVALID_REQUEST, message);
  }
}
