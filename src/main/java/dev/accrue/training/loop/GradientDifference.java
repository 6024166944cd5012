package dev.accrue.training.loop;

import dev.accrue.api.worker.EquivalenceReport;
import dev.accrue.training.torch.GradientSnapshot;
import java.util.Comparator;
import java.util.List;

/// How far two gradients of the same samples are apart, parameter by parameter.
///
/// A difference is relative to the norm of the parameter's own gradient, or to a thousandth of the
/// norm of all gradients where that is larger: the gradient of a bias before a BatchNorm is 0 but
/// for rounding, and relative to nothing everything differs.
///
/// @param parameters the largest difference first
record GradientDifference(List<Parameter> parameters) {

  private static final double FLOOR = 1e-3;

  /// One parameter's relative difference; not a number where a gradient is not finite.
  record Parameter(String name, double relative) {}

  static GradientDifference of(List<GradientSnapshot.Distance> distances) {
    double all = Math.sqrt(distances.stream().mapToDouble(one -> one.norm() * one.norm()).sum());
    return new GradientDifference(
        distances.stream()
            .map(one -> new Parameter(one.parameter(), relative(one, FLOOR * all)))
            .sorted(Comparator.comparingDouble(Parameter::relative).reversed())
            .toList());
  }

  private static double relative(GradientSnapshot.Distance one, double floor) {
    return one.distance() == 0 ? 0 : one.distance() / Math.max(one.norm(), floor);
  }

  Parameter worst() {
    return parameters.getFirst();
  }

  double largest() {
    return worst().relative();
  }

  /// For the server.
  List<EquivalenceReport.ParameterDifference> listed() {
    return parameters.stream()
        .limit(EquivalenceReport.MAX_WORST)
        .map(one -> new EquivalenceReport.ParameterDifference(one.name(), finite(one.relative())))
        .toList();
  }

  static @org.jspecify.annotations.Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
