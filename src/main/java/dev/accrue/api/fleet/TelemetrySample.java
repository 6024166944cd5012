package dev.accrue.api.fleet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a device was at an instant, or on average over the time from it to the next. Null is what
/// its worker did not tell.
///
/// @param at by the server's clock
/// @param utilizationPercent of a GPU: the time in which something ran on it; of a CPU slot: the
///   processor time that its trainers took, of all that its threads could take
/// @param memoryBytes of a GPU: in use by all processes; of a CPU slot: resident in its trainers
public record TelemetrySample(
    Instant at,
    @Nullable Double utilizationPercent,
    @Nullable Long memoryBytes,
    @Nullable Double temperatureCelsius,
    @Nullable Double powerWatts) {}
