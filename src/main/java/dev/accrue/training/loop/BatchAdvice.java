package dev.accrue.training.loop;

import java.util.Locale;

/// What the gradient noise scale says of an effective batch B. With noise scale N, a job needs
/// about `1 + N / B` times the optimizer steps of the largest batch, and `1 + B / N` times the
/// samples of the smallest (McCandlish et al., 2018, equation 2.11).
enum BatchAdvice {
  /// Much noise: a larger window saves steps at little cost.
  LARGER,
  /// Steps and samples are in balance.
  BALANCED,
  /// Little noise: a smaller window saves samples at little cost.
  SMALLER;

  private static final double FACTOR = 2;

  static BatchAdvice of(double noiseScale, double effective) {
    if (noiseScale > FACTOR * effective) {
      return LARGER;
    }
    return noiseScale < effective / FACTOR ? SMALLER : BALANCED;
  }

  /// The verdict in one sentence.
  String sentence(double noiseScale, int effective) {
    String measured =
        String.format(
            Locale.ROOT,
            "The gradient noise scale is about %,.0f samples and the effective batch is %,d: ",
            noiseScale,
            effective);
    return measured
        + switch (this) {
          case LARGER -> doubled(noiseScale, effective);
          case BALANCED ->
              "a larger window would save few optimizer steps, a smaller one few samples.";
          case SMALLER -> halved(noiseScale, effective);
        };
  }

  private static String doubled(double noiseScale, double effective) {
    double steps = (1 + noiseScale / (2 * effective)) / (1 + noiseScale / effective);
    return String.format(
        Locale.ROOT,
        "a larger window pays; twice as large, it would need about %.0f %% fewer optimizer steps for"
            + " %.0f %% more samples.",
        100 * (1 - steps),
        100 * (2 * steps - 1));
  }

  private static String halved(double noiseScale, double effective) {
    double steps = (1 + 2 * noiseScale / effective) / (1 + noiseScale / effective);
    return String.format(
        Locale.ROOT,
        "a larger window only costs time; half as large, it would need about %.0f %% fewer samples"
            + " for %.0f %% more optimizer steps.",
        100 * (1 - steps / 2),
        100 * (steps - 1));
  }
}
