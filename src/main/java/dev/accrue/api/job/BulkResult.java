package dev.accrue.api.job;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of each job, in the order in which they were sent.
public record BulkResult(List<Item> items) {

  /// What became of one.
  ///
  /// @param done whether the operation was carried out
  /// @param state after it; null when it was refused
  /// @param code of the refusal, a problem's code; null when it was done
  /// @param detail of the refusal; null when it was done
  public record Item(
      UUID jobId,
      boolean done,
      @Nullable JobState state,
      @Nullable String code,
      @Nullable String detail) {}
}
