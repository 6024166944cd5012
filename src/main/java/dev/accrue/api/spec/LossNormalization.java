package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What the sum of a window's losses is divided by.
public enum LossNormalization {
  /// The window's own number of samples or unmasked targets: exact however the window is split.
  @JsonProperty("window")
  WINDOW,
  /// Each micro-batch's mean, divided by the number of micro-batches: equals `window` only for
  /// equal micro-batches.
  @JsonProperty("micro-batch")
  MICRO_BATCH
}
