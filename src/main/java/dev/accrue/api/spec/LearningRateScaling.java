package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How the learning rate follows the effective batch.
public enum LearningRateScaling {
  /// Not at all.
  @JsonProperty("none")
  NONE,
  /// In proportion (Goyal et al., 2017), as SGD wants it.
  @JsonProperty("linear")
  LINEAR,
  /// With its square root, as adaptive optimizers want it.
  @JsonProperty("sqrt")
  SQRT
}
