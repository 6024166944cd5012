package dev.accrue.scheduling.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a waiting job starts, as far as one can tell.
///
/// @param earliest if everything before it ends sooner than expected
/// @param expected the best guess
/// @param latest if everything before it takes longer than expected; null when somebody before it
///   could take for ever, as nobody knows how long it runs
/// @param durationsKnown whether the guess rests on known durations alone
public record StartEstimate(
    Instant earliest, Instant expected, @Nullable Instant latest, boolean durationsKnown) {}
