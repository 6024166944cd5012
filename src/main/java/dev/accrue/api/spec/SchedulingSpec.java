package dev.accrue.api.spec;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// When a job may run and before which others.
///
/// @param priority from -100 to 100 among the jobs of its team; the higher goes first. What the job
///   began with: it can be changed while it waits
/// @param after jobs of the same team that have to succeed before this one starts; null for none
/// @param notBefore the earliest start; null for at once
/// @param timeLimitMinutes how long it may hold devices, all attempts together; null for as long as
///   it takes
public record SchedulingSpec(
    int priority,
    @Nullable List<UUID> after,
    @Nullable Instant notBefore,
    @Nullable Integer timeLimitMinutes) {}
