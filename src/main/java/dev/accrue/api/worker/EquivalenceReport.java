package dev.accrue.api.worker;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far the accumulated gradient of a window is from that of its full batch.
///
/// @param optimizerStep the window that was compared, from 1
/// @param samples in it
/// @param micro samples of its micro-batches as trained
/// @param comparedMicro samples of the micro-batches that it was compared with: all samples of the
///   window, unless those do not fit memory
/// @param largestDifference of a parameter, relative, as trained; null where one was not finite
/// @param explainedDifference the same with everything off that makes micro-batches differ from a
///   full batch by design; null where one was not finite
/// @param agrees whether nothing but rounding is left unexplained
/// @param sentence all of it for people
/// @param worst the parameters that differ most, the largest first
public record EquivalenceReport(
    @Positive long optimizerStep,
    @Positive int samples,
    @Positive int micro,
    @Positive int comparedMicro,
    @Nullable @PositiveOrZero Double largestDifference,
    @Nullable @PositiveOrZero Double explainedDifference,
    boolean agrees,
    @NotNull @Size(max = 4000) String sentence,
    @NotNull @Size(max = MAX_WORST) List<@NotNull @Valid ParameterDifference> worst) {

  /// How many parameters are named.
  public static final int MAX_WORST = 5;

  /// One parameter.
  ///
  /// @param relativeDifference null where it is not finite
  public record ParameterDifference(
      @NotNull @Size(max = 500) String parameter,
      @Nullable @PositiveOrZero Double relativeDifference) {}
}
