package dev.accrue.api.notification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Channels, by name.
///
/// @param nextCursor pass as `cursor` for the next page; null at the end
public record NotificationChannelPage(
    List<NotificationChannelView> items, @Nullable String nextCursor) {}
