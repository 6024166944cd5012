package dev.accrue.api.job;

/// Over what a curve is drawn.
public enum XAxis {
  /// In optimizer steps.
  OPTIMIZER_STEP,
  /// In samples seen.
  SAMPLES_SEEN,
  /// In milliseconds since 1970.
  AT_MILLIS
}
