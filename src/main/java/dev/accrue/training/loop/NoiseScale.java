package dev.accrue.training.loop;

import java.util.OptionalDouble;

/// The gradient noise scale (McCandlish, Kaplan and Amodei, An Empirical Model of Large-Batch
/// Training, 2018, appendix A.1). From the mean gradients g_b and g_B of b and of B samples,
///
///     |G|^2 = (B |g_B|^2 - b |g_b|^2) / (B - b)
///     tr S  = (|g_b|^2 - |g_B|^2) / (1/b - 1/B)
///
/// are unbiased estimates of the true gradient's squared norm and of the trace of the covariance of
/// single samples' gradients. Each is smoothed on its own, since a mean of quotients would be
/// biased, and B_simple = tr S / |G|^2.
final class NoiseScale {

  /// How much of the past an estimate keeps from one sample to the next.
  private static final double KEPT = 0.9;

  private double squaredGradient;
  private double covarianceTrace;
  private double weight;
  private int samples;

  /// Takes in one pair of norms. Pairs that are not finite are left out.
  ///
  /// @param smallNorm |g_b|
  /// @param small b
  /// @param largeNorm |g_B|
  /// @param large B, more than b
  void add(double smallNorm, double small, double largeNorm, double large) {
    if (small >= large) {
      throw new IllegalArgumentException("%s of %s samples".formatted(small, large));
    }
    double smallSquared = smallNorm * smallNorm;
    double largeSquared = largeNorm * largeNorm;
    double gradient = (large * largeSquared - small * smallSquared) / (large - small);
    double trace = (smallSquared - largeSquared) / (1 / small - 1 / large);
    if (!Double.isFinite(gradient) || !Double.isFinite(trace)) {
      return;
    }
    squaredGradient = KEPT * squaredGradient + (1 - KEPT) * gradient;
    covarianceTrace = KEPT * covarianceTrace + (1 - KEPT) * trace;
    weight = KEPT * weight + (1 - KEPT);
    samples++;
  }

  /// How many pairs were taken in.
  int samples() {
    return samples;
  }

  /// B_simple in samples; empty while the estimates make no sense together, as they may when there
  /// are few of them or the gradient is all noise.
  OptionalDouble value() {
    double value = covarianceTrace / squaredGradient; // the same weight in both
    return weight > 0 && squaredGradient > 0 && covarianceTrace > 0
        ? OptionalDouble.of(value)
        : OptionalDouble.empty();
  }
}
