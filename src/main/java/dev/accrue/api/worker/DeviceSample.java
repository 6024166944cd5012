package dev.accrue.api.worker;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.PositiveOrZero;
import org.jspecify.annotations.Nullable;

/// How a device is at the moment. Null is what the machine does not tell.
///
/// @param ordinal the device's number on the worker
/// @param utilizationPercent of a GPU: the time in which something ran on it; of a CPU slot: the
///   processor time that its trainers took, of all that its threads could take
/// @param memoryBytes of a GPU: in use by all processes; of a CPU slot: resident in its trainers
public record DeviceSample(
    @PositiveOrZero int ordinal,
    @Nullable @DecimalMin("0") @DecimalMax("100") Double utilizationPercent,
    @Nullable @PositiveOrZero Long memoryBytes,
    @Nullable @DecimalMin("-100") @DecimalMax("1000") Double temperatureCelsius,
    @Nullable @DecimalMin("0") @DecimalMax("100000") Double powerWatts) {}
