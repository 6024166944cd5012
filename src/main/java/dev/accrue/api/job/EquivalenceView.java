package dev.accrue.api.job;

import dev.accrue.api.worker.EquivalenceReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A comparison of a window's accumulated gradient with its full batch's.
///
/// @param requestedBy a user's name; null where the spec wants it of the first window
/// @param attemptNumber the attempt whose window it was
public record EquivalenceView(
    EquivalenceState state,
    @Nullable String requestedBy,
    Instant requestedAt,
    @Nullable Instant doneAt,
    @Nullable Integer attemptNumber,
    @Nullable EquivalenceReport result) {}
