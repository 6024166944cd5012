package dev.accrue.api.worker;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogStream;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

/// A line of a trainer.
///
/// @param atMillis wall time of the worker, milliseconds since 1970
/// @param text without a line break
public record LogLine(
    @PositiveOrZero long atMillis,
    @NotNull LogStream stream,
    @NotNull LogLevel level,
    @NotNull @Size(max = MAX_CHARACTERS) @Pattern(regexp = "[^\\r\\n]*") String text) {

  /// Longer lines are cut by the worker, which says so in them.
  public static final int MAX_CHARACTERS = 4_200;
}
