package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How the gradients of several tasks come together. They agree; peak memory does not.
public enum Backward {
  /// One backward from the sum of the losses: all graphs live at once.
  @JsonProperty("joint")
  JOINT,
  /// Forward and backward task by task: one graph lives at a time.
  @JsonProperty("sequential")
  SEQUENTIAL
}
