package dev.accrue.metric.bench;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// Points that look like a loss, the same for both sides of the comparison.
final class MadePoints {

  private static final long START_MILLIS = 1_790_000_000_000L;

  private MadePoints() {}

  /// A batch as a trainer sends it.
  ///
  /// @param number of the batch, from 0
  static byte[] json(int number, int series, int pointsEach) {
    long first = 1 + (long) number * pointsEach;
    StringBuilder text = new StringBuilder();
    text.append("{\"optimizerStep\":").append(first + pointsEach - 1).append(",\"series\":[");
    for (int i = 0; i < series; i++) {
      int of = i;
      text.append(i == 0 ? "" : ",").append("{\"name\":\"s").append(i).append("\",");
      text.append("\"optimizerSteps\":").append(column(first, pointsEach, Long::toString));
      text.append(",\"values\":").append(column(first, pointsEach, step -> value(of, step)));
      text.append(",\"samplesSeen\":")
          .append(column(first, pointsEach, step -> Long.toString(step * 256)));
      text.append(",\"atMillis\":")
          .append(column(first, pointsEach, step -> Long.toString(START_MILLIS + step)));
      text.append('}');
    }
    return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  /// The same batch as lines for `COPY`.
  static String copy(int number, int series, int pointsEach) {
    long first = 1 + (long) number * pointsEach;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < series; i++) {
      for (long step = first; step < first + pointsEach; step++) {
        text.append(i).append('\t').append(step).append('\t').append(value(i, step)).append('\t');
        text.append(step * 256).append('\t').append(START_MILLIS + step).append('\n');
      }
    }
    return text.toString();
  }

  private static String column(long first, int points, LongFunction<String> cell) {
    return LongStream.range(first, first + points)
        .mapToObj(cell)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String value(int series, long step) {
    return String.format(
        Locale.ROOT, "%.9f", 2.3 / (1 + step / 1e4) + Math.sin((double) (step + series)) / 10);
  }
}
