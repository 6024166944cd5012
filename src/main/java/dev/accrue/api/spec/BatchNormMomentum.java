package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How BatchNorm's running statistics follow micro-batches.
public enum BatchNormMomentum {
  /// `1 - (1 - m)^(1/k)` for k micro-batches in a window: forgets at the same rate per optimizer
  /// step.
  @JsonProperty("adjusted")
  ADJUSTED,
  /// The layer's own momentum on every micro-batch.
  @JsonProperty("as-is")
  AS_IS,
  /// Running statistics are used and never updated.
  @JsonProperty("frozen")
  FROZEN
}
