package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// How Adam's beta2 follows the effective batch.
///
/// @param name the rule
/// @param referenceBatch samples of an optimizer step for which `beta2` is meant; null only for
///   `none`
public record Beta2ScalingSpec(Rule name, @Nullable Integer referenceBatch) {

  /// Ways to scale.
  public enum Rule {
    /// Not at all.
    @JsonProperty("none")
    NONE,
    /// `beta2^(B / referenceBatch)`: the second moment forgets at the same rate per sample.
    @JsonProperty("samples")
    SAMPLES
  }
}
