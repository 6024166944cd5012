package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What is measured on a whole validation split beside the loss.
public enum Metric {
  /// Share of targets with the highest score.
  @JsonProperty("accuracy")
  ACCURACY,
  /// Share of targets among the five highest scores.
  @JsonProperty("top-5")
  TOP_5,
  /// Mean over classes of the harmonic mean of precision and recall.
  @JsonProperty("f1")
  F1,
  /// Exponential of the mean cross-entropy.
  @JsonProperty("perplexity")
  PERPLEXITY,
  /// Mean absolute error.
  @JsonProperty("mae")
  MAE,
  /// Coefficient of determination.
  @JsonProperty("r2")
  R2
}
