package dev.accrue.api.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Why a job waits, as the scheduler last saw it.
///
/// @param code a stable name of the reason, such as `TEAM_DEVICE_LIMIT`
/// @param reason in a sentence
/// @param estimatedStart the best guess; null when nobody can tell
/// @param earliestStart if everything before it ends sooner than expected
/// @param latestStart if everything before it takes longer than expected; null when something
///   before it may take for ever
/// @param durationsKnown whether the guess rests on measured or limited durations alone; null
///   without a guess
public record WaitView(
    String code,
    String reason,
    @Nullable Instant estimatedStart,
    @Nullable Instant earliestStart,
    @Nullable Instant latestStart,
    @Nullable Boolean durationsKnown) {}
