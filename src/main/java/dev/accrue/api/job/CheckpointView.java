package dev.accrue.api.job;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A complete checkpoint of a job.
///
/// @param metrics values of series at exactly this optimizer step
/// @param kept why it stays; empty: it goes with the next save or clean-up
/// @param pin null when nobody pinned it
/// @param damage what was found to be damaged, by tensor, blob and chunk: nothing goes on from it;
///   null when nothing was
public record CheckpointView(
    UUID id,
    int attemptNumber,
    long optimizerStep,
    long sizeBytes,
    Instant createdAt,
    Map<String, Double> metrics,
    List<KeptAs> kept,
    @Nullable CheckpointPin pin,
    @Nullable String damage) {}
