package dev.accrue.team;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which events to read.
///
/// @param readableTeams null for all events
record AuditFilter(
    @Nullable List<UUID> readableTeams,
    @Nullable String actor,
    @Nullable String kind,
    @Nullable String subject,
    @Nullable String team,
    @Nullable Instant from,
    @Nullable Instant to) {}
