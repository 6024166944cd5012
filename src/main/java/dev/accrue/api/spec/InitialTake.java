package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a job takes of the checkpoint that it starts from.
public enum InitialTake {
  /// Parameters and buffers: training begins at optimizer step 0.
  @JsonProperty("weights")
  WEIGHTS,
  /// The optimizer's state, the averages and the position too: training goes on at the checkpoint's
  /// optimizer step.
  @JsonProperty("everything")
  EVERYTHING
}
