package dev.accrue.api.team;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that an administrator did to the platform.
///
/// @param actor the user's name
/// @param kind such as `WORKER_DRAINED`
/// @param subject the team or worker, by name; null for the whole platform
public record AuditEventView(
    long id, Instant at, String actor, String kind, @Nullable String subject, String detail) {}
