package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What becomes of a checkpoint that falls due while the one before is still being saved.
public enum WhenBusy {
  /// Training goes on, and it is taken at the first step boundary after that one.
  @JsonProperty("later")
  LATER,
  /// Training goes on, and the next one is taken when it is due.
  @JsonProperty("skip")
  SKIP,
  /// Training waits until that one is saved: every checkpoint is taken where it is due.
  @JsonProperty("wait")
  WAIT
}
