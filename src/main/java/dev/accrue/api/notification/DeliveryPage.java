package dev.accrue.api.notification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Notifications of a channel, the newest first.
///
/// @param nextCursor pass as `cursor` for the next page; null at the end
public record DeliveryPage(List<DeliveryView> items, @Nullable String nextCursor) {}
