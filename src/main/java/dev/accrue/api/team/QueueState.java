package dev.accrue.api.team;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The switch of the whole platform's queue.
///
/// @param pausedAt since when no job starts; null: they do
public record QueueState(@Nullable Instant pausedAt) {}
