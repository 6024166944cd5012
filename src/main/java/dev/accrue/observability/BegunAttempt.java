package dev.accrue.observability;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An attempt that came to its first optimizer step, or ended before it.
///
/// @param number 1 for a job's first
/// @param queuedAt when the job last began to wait for a device
/// @param startedAt when its trainer asked what to do; null if it never did
/// @param firstStepAt when its first point came to a server; null if none did
/// @param cause why it ended; null while it lives
record BegunAttempt(
    UUID id,
    UUID jobId,
    String job,
    String team,
    String worker,
    int number,
    Instant submittedAt,
    Instant queuedAt,
    Instant assignedAt,
    @Nullable Instant startedAt,
    @Nullable Instant firstStepAt,
    @Nullable Instant endedAt,
    @Nullable String cause) {}
