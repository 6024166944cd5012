package dev.accrue.api.worker;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.List;

/// `POST /worker/v1/attempts/{attemptId}/logs`: the next lines of a trainer. Lines that the server
/// has already, by their numbers, are passed over.
///
/// @param firstLine the number of the first line; they count from 1
/// @param complete whether no line comes after these
public record LogBatch(
    @Positive long firstLine,
    @NotNull @Size(max = MAX_LINES) List<@NotNull @Valid LogLine> lines,
    boolean complete) {

  /// Of one batch.
  public static final int MAX_LINES = 1_000;
}
