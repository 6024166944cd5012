package dev.accrue.api.worker;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;

/// Points of one series, as columns of equal length.
///
/// @param name such as `train/loss`
/// @param values NaN and infinities are allowed, in JSON as the strings `NaN`, `Infinity`,
///   `-Infinity`
/// @param atMillis wall time of the trainer, milliseconds since 1970
public record SeriesPoints(
    @NotNull @Pattern(regexp = NAME) @Size(max = 100) String name,
    @NotNull List<@NotNull @PositiveOrZero Long> optimizerSteps,
    @NotNull List<@NotNull Double> values,
    @NotNull List<@NotNull @PositiveOrZero Long> samplesSeen,
    @NotNull List<@NotNull @PositiveOrZero Long> atMillis) {

  /// The most points of a series of an attempt.
  public static final long MAX_OF_A_SERIES = 10_000_000;

  /// What series may be called.
  public static final String NAME = "[a-z0-9_]+(/[a-z0-9_]+)*";
}
