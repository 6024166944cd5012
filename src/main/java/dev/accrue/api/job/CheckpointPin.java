package dev.accrue.api.job;

import java.time.Instant;

/// That somebody pinned a checkpoint.
///
/// @param by the user's name
/// @param note empty for none
public record CheckpointPin(String by, Instant at, String note) {}
