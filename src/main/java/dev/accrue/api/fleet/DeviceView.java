package dev.accrue.api.fleet;

import dev.accrue.api.worker.DeviceKind;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A device of a worker.
///
/// @param uuid the driver's name for the very card; null for CPU slots
/// @param driver the driver's version; null for CPU slots
/// @param busy whether an attempt holds it or a part of it
/// @param heldBytes the memory that attempts hold
/// @param problem why it gets nothing new; null when it is well
/// @param jobIds the jobs that hold it, of the caller's teams
/// @param latest how it was when its worker last said so; null when that is too long ago to be kept
public record DeviceView(
    int ordinal,
    DeviceKind kind,
    String name,
    @Nullable String uuid,
    @Nullable String driver,
    long memoryBytes,
    int threads,
    boolean busy,
    long heldBytes,
    @Nullable String problem,
    List<UUID> jobIds,
    @Nullable TelemetrySample latest) {}
