package dev.accrue.notify;

import dev.accrue.api.notification.ChannelKind;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A notification that this server tries to send.
///
/// @param attempt its number, of all attempts
/// @param failuresBefore since somebody last asked to send it
@SuppressWarnings("ArrayRecordComponent") // never compared
record Claimed(
    Notice notice,
    UUID channelId,
    ChannelKind kind,
    byte @Nullable [] ciphertext,
    List<String> recipients,
    int attempt,
    int failuresBefore) {}
