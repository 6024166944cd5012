package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The floating-point type of parameters and arithmetic.
public enum Precision {
  /// IEEE single precision.
  @JsonProperty("fp32")
  FP32,
  /// IEEE double precision; for checks, slow on most GPUs.
  @JsonProperty("fp64")
  FP64
}
