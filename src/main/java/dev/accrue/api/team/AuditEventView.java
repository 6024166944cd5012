package dev.accrue.api.team;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A change that somebody made.
///
/// @param actor the user's name
/// @param address where the request came from; null where that is not known
/// @param kind such as `MEMBER_CREATED` or `WORKER_DRAINED`
/// @param subject what was changed, by name or id; null for the whole platform
/// @param team that it concerns; null for none
/// @param detail in words, or the fields that changed
/// @param before what changed, as it was; of something that was deleted, all of it; null where
///   there was nothing
/// @param after the same as it is now
public record AuditEventView(
    long id,
    Instant at,
    String actor,
    @Nullable String address,
    String kind,
    @Nullable String subject,
    @Nullable String team,
    String detail,
    @Nullable Map<String, @Nullable Object> before,
    @Nullable Map<String, @Nullable Object> after) {}
