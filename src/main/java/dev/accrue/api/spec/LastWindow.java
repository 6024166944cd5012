package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What becomes of an epoch's last, partial window.
public enum LastWindow {
  /// An optimizer step with the window's true denominator.
  @JsonProperty("step")
  STEP,
  /// Its samples are left out of this epoch.
  @JsonProperty("drop")
  DROP,
  /// It is filled up with the first samples of the next epoch.
  @JsonProperty("carry")
  CARRY
}
