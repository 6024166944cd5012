package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The floating-point type of parameters and arithmetic.
public enum Precision {
  /// IEEE single precision.
  @JsonProperty("fp32")
  FP32,
  /// bfloat16 arithmetic over single-precision master weights, gradients and optimizer state.
  @JsonProperty("bf16")
  BF16,
  /// IEEE double precision; for checks, slow on most GPUs.
  @JsonProperty("fp64")
  FP64
}
