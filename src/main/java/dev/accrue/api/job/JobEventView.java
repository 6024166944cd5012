package dev.accrue.api.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that happened to a job.
///
/// @param kind `TRANSITION`, `CHECKPOINT_SAVED`, `RESUMED`, `STEP_SKIPPED`, ...
/// @param attemptNumber the attempt that it happened to, if any
/// @param actor a user's name, `scheduler`, or `worker NAME`
public record JobEventView(
    long id,
    Instant at,
    String kind,
    @Nullable JobState from,
    @Nullable JobState to,
    @Nullable Integer attemptNumber,
    String actor,
    String reason) {}
