package dev.accrue.api.job;

import dev.accrue.api.spec.CheckpointSpec;
import dev.accrue.api.spec.KeepBestSpec;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/jobs/{id}/retention`: what is kept of a job's checkpoints from now on, in the place
/// of what its spec says. What is left out keeps nothing.
///
/// @param keepLast how many of the newest are kept
/// @param keepBest null for none
/// @param keepEveryOptimizerSteps as in the spec; null for none
public record RetentionPolicy(
    @NotNull @Min(1) @Max(RetentionPolicy.MAX_KEEP_LAST) Integer keepLast,
    @Nullable @Valid KeepBestSpec keepBest,
    @Nullable @Min(1) @Max(RetentionPolicy.MAX_STEPS) Long keepEveryOptimizerSteps) {

  /// The greatest `keepLast`.
  public static final int MAX_KEEP_LAST = 100;

  /// The greatest `keepEveryOptimizerSteps`.
  public static final long MAX_STEPS = 1_000_000_000;

  /// What a spec says.
  public static RetentionPolicy of(CheckpointSpec spec) {
    return new RetentionPolicy(spec.keepLast(), spec.keepBest(), spec.keepEveryOptimizerSteps());
  }

  /// For people.
  public String words() {
    StringBuilder words = new StringBuilder("the newest " + keepLast);
    if (keepBest != null) {
      words.append(
          ", the best %d by %s (%s)"
              .formatted(
                  keepBest.count(),
                  keepBest.metric(),
                  keepBest.mode() == KeepBestSpec.Mode.MAX ? "max" : "min"));
    }
    if (keepEveryOptimizerSteps != null) {
      words.append(", the first of every %d optimizer steps".formatted(keepEveryOptimizerSteps));
    }
    return words.toString();
  }
}
