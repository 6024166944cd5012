package dev.accrue.notify;

import dev.accrue.api.notification.ChannelKind;
import dev.accrue.api.notification.NotificationChannelView;
import dev.accrue.api.notification.StateChange;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `notification_channel`.
///
/// @param ciphertext null for mail, as `origin`
@SuppressWarnings("ArrayRecordComponent") // never compared
record ChannelRow(
    UUID id,
    UUID teamId,
    String name,
    ChannelKind kind,
    @Nullable String origin,
    byte @Nullable [] ciphertext,
    List<String> recipients,
    List<StateChange> events,
    @Nullable Integer stallMinutes,
    List<String> thresholds,
    boolean enabled,
    Instant createdAt,
    Instant changedAt) {

  NotificationChannelView view() {
    return new NotificationChannelView(
        id,
        name,
        kind,
        origin,
        recipients,
        events,
        stallMinutes,
        thresholds,
        enabled,
        createdAt,
        changedAt);
  }
}
