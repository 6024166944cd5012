package dev.accrue.api.notification;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A channel. Its URL is not shown beyond the host: such URLs often are secrets themselves.
///
/// @param origin scheme, host and port of its URL; null for mail
/// @param recipients empty but for mail
/// @param enabled whether it hears of anything new
public record NotificationChannelView(
    UUID id,
    String name,
    ChannelKind kind,
    @Nullable String origin,
    List<String> recipients,
    List<StateChange> events,
    @Nullable Integer stallMinutes,
    List<String> thresholds,
    boolean enabled,
    Instant createdAt,
    Instant changedAt) {}
