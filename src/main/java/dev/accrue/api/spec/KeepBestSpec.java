package dev.accrue.api.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/// Which checkpoints are the best: those at which a series had its best values. A checkpoint at
/// whose optimizer step the series has no point is none of them.
///
/// @param metric the series, such as `validation/accuracy`
/// @param mode whether large or small values are good
/// @param count how many are kept
public record KeepBestSpec(
    @NotNull @Pattern(regexp = KeepBestSpec.METRIC) String metric,
    @NotNull Mode mode,
    @Min(1) @Max(KeepBestSpec.MAX_COUNT) int count) {

  /// What names of metrics look like.
  public static final String METRIC = "(train|validation)(/[a-z0-9_]{1,64}){1,2}";

  /// The greatest `count`.
  public static final int MAX_COUNT = 100;

  /// Which values are good.
  public enum Mode {
    /// Small ones, such as losses.
    @JsonProperty("min")
    MIN,
    /// Large ones, such as accuracies.
    @JsonProperty("max")
    MAX
  }

  /// Whether `value` is better than `other`.
  public boolean better(double value, double other) {
    return mode == Mode.MAX ? value > other : value < other;
  }
}
