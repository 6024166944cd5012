package dev.accrue.scheduling.bench;

import dev.accrue.bench.Plot;
import dev.accrue.bench.Plot.Scale;
import dev.accrue.scheduling.bench.SchedulingComparison.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The pictures of the documentation.
final class SchedulingPlots {

  /// Points of a curve that shows how values are distributed.
  private static final int POINTS = 200;

  private SchedulingPlots() {}

  static void writeTrace(Path directory, Map<Way, Measures> shared) throws IOException {
    new Plot(
            "How much of the devices is in use",
            "hours since the first submission",
            "percent of all devices",
            Scale.LINEAR,
            Scale.LINEAR,
            lines(shared, measures -> byHour(measures.busyPercentByHour())))
        .write(directory.resolve("scheduling-utilisation.svg"));
    new Plot(
            "How many jobs wait",
            "hours since the first submission",
            "jobs",
            Scale.LINEAR,
            Scale.LINEAR,
            lines(shared, measures -> byHour(measures.waitingByHour())))
        .write(directory.resolve("scheduling-queue.svg"));
    new Plot(
            "How long jobs wait",
            "hours of waiting",
            "percent of jobs that wait longer",
            Scale.LOGARITHMIC,
            Scale.LOGARITHMIC,
            lines(shared, measures -> longer(measures.waitedHours(_ -> true))))
        .write(directory.resolve("scheduling-waiting.svg"));
  }

  static void writeFairness(Path directory, Map<Way, Measures> busy) throws IOException {
    new Plot(
            "How far always busy teams are from the share of their weight",
            "teams, from the fairest served",
            "percent of the share",
            Scale.LINEAR,
            Scale.LOGARITHMIC,
            lines(busy, measures -> errors(measures.fairnessErrors())))
        .write(directory.resolve("scheduling-fairness.svg"));
  }

  /// Points of a curve, without its label.
  @SuppressWarnings("ArrayRecordComponent") // made once, drawn once
  private record Points(double[] x, double[] y) {}

  private static List<Plot.Line> lines(Map<Way, Measures> all, Function<Measures, Points> curve) {
    List<Plot.Line> lines = new ArrayList<>();
    all.forEach((way, measures) -> {
      Points points = curve.apply(measures);
      lines.add(new Plot.Line(way.label, style(way), points.x(), points.y()));
    });
    return lines;
  }

  private static String style(Way way) {
    return switch (way) {
      case ACCRUE -> "stroke=\"#0072b2\"";
      case FIFO -> "stroke=\"#e69f00\"";
      case PRIORITY -> "stroke=\"#009e73\"";
    };
  }

  /// Without the last hour, which is not a whole one.
  private static Points byHour(double[] values) {
    double[] hours = new double[Math.max(0, values.length - 1)];
    Arrays.setAll(hours, hour -> hour);
    return new Points(hours, Arrays.copyOf(values, hours.length));
  }

  private static Points longer(double[] sorted) {
    double[] x = new double[POINTS];
    double[] y = new double[POINTS];
    for (int point = 0; point < POINTS; point++) {
      int index = (int) ((long) point * (sorted.length - 1) / (POINTS - 1));
      x[point] = sorted[index];
      y[point] = 100.0 * (sorted.length - index) / sorted.length;
    }
    return new Points(x, y);
  }

  private static Points errors(double[] errors) {
    double[] y = Arrays.stream(errors).map(Math::abs).sorted().toArray();
    double[] x = new double[y.length];
    Arrays.setAll(x, team -> team + 1);
    return new Points(x, y);
  }
}
