package dev.accrue.api.worker;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/// `POST /worker/v1/attempts/{attemptId}/events`: something that a person may want to know.
///
/// @param kind a short constant such as `STEP_SKIPPED`
/// @param reason a sentence
/// @param probeMillis for how long the attempt has looked for a micro-batch that fits until now,
///   all in all; null for not at all
public record AttemptEvent(
    @NotNull @Pattern(regexp = "[A-Z][A-Z0-9_]{0,59}") String kind,
    @NotNull @Size(max = 8000) String reason,
    @Nullable @PositiveOrZero Long probeMillis) {

  /// Of an attempt that has not looked for one.
  public AttemptEvent(String kind, String reason) {
    this(kind, reason, null);
  }
}
