package dev.accrue.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import tools.jackson.databind.JsonNode;

/// A curve as the server sends it, in buckets.
///
/// @param optimizerSteps of each bucket's last point
/// @param values of each bucket: the mean of its finite values, or its last value where none is
record Curve(String name, long points, double[] optimizerSteps, double[] values) {

  static Curve of(JsonNode curve) {
    JsonNode last = curve.path("values");
    JsonNode means = curve.path("means");
    double[] values = new double[last.size()];
    Arrays.setAll(
        values,
        i -> {
          JsonNode mean = means.path(i);
          return number(mean.isNumber() ? mean : last.get(i));
        });
    return new Curve(
        curve.path("name").asString(),
        curve.path("points").asLong(),
        curve.path("optimizerSteps").valueStream().mapToDouble(JsonNode::asDouble).toArray(),
        values);
  }

  /// JSON has no word for numbers that are none; the server sends these as texts.
  static double number(JsonNode value) {
    return value.isString() ? Double.parseDouble(value.asString()) : value.asDouble();
  }

  DoubleStream finite() {
    return Arrays.stream(values).filter(Double::isFinite);
  }

  List<String> draw(int columns, int rows, boolean unicode) {
    return Plot.draw(optimizerSteps, values, columns, rows, unicode);
  }
}
