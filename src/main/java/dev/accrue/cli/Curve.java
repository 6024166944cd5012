package dev.accrue.cli;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// A curve as the server sends it, in buckets.
///
/// @param optimizerSteps of each bucket's last point
/// @param values of each bucket: the mean of its finite values, or its last value where none is
record Curve(String name, long points, List<Double> optimizerSteps, List<Double> values) {

  Curve {
    optimizerSteps = List.copyOf(optimizerSteps);
    values = List.copyOf(values);
  }

  static Curve of(JsonNode curve) {
    JsonNode last = curve.path("values");
    JsonNode means = curve.path("means");
    return new Curve(
        curve.path("name").asString(),
        curve.path("points").asLong(),
        curve.path("optimizerSteps").valueStream().map(JsonNode::asDouble).toList(),
        IntStream.range(0, last.size())
            .mapToObj(i -> number(means.path(i).isNumber() ? means.path(i) : last.path(i)))
            .toList());
  }

  /// JSON has no word for numbers that are none; the server sends these as texts.
  private static double number(JsonNode value) {
    return value.isString() ? Double.parseDouble(value.asString()) : value.asDouble();
  }

  DoubleStream finite() {
    return values.stream().mapToDouble(Double::doubleValue).filter(Double::isFinite);
  }

  List<String> draw(int columns, int rows, boolean unicode) {
    return Plot.draw(optimizerSteps, values, columns, rows, unicode);
  }
}
