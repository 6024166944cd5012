package dev.accrue.api.notification;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A notification and what became of it.
///
/// @param id as the receiver gets it in `Accrue-Delivery`, the same at each attempt
/// @param jobId null for tests, as `jobName` and `optimizerStep`
/// @param optimizerStep where the job, or the point, was
/// @param threshold the one that was met
/// @param value of the point that met it; null too where it is infinite
/// @param detail for people
/// @param nextAttemptAt not before; null when there will be none
/// @param responseStatus what the receiver's server answered last
/// @param failure of the last attempt
public record DeliveryView(
    UUID id,
    NotificationEvent event,
    @Nullable UUID jobId,
    @Nullable String jobName,
    @Nullable Long optimizerStep,
    @Nullable String threshold,
    @Nullable Double value,
    String detail,
    Instant happenedAt,
    DeliveryState state,
    int attempts,
    @Nullable Instant lastAttemptAt,
    @Nullable Instant nextAttemptAt,
    @Nullable Integer responseStatus,
    @Nullable String failure) {}
