package dev.accrue.api.worker;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/// Points of one series, as columns of equal length without nulls. Their numbers are checked by who
/// takes them: a constraint on each element would cost more than reading it.
///
/// @param name such as `train/loss`
/// @param values NaN and infinities are allowed, in JSON as the strings `NaN`, `Infinity`,
///   `-Infinity`
/// @param atMillis wall time of the trainer, milliseconds since 1970
public record SeriesPoints(
    @NotNull @Pattern(regexp = NAME) @Size(max = 100) String name,
    @NotNull List<Long> optimizerSteps,
    @NotNull List<Double> values,
    @NotNull List<Long> samplesSeen,
    @NotNull List<Long> atMillis) {

  /// The most points of a series of an attempt.
  public static final long MAX_OF_A_SERIES = 10_000_000;

  /// What series may be called.
  public static final String NAME = "[a-z0-9_]+(/[a-z0-9_]+)*";
}
