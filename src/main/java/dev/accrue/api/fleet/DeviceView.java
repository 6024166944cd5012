package dev.accrue.api.fleet;

import dev.accrue.api.worker.DeviceKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A device of a worker.
///
/// @param busy whether an attempt holds it
/// @param jobId the job that holds it, for jobs of the caller's teams
public record DeviceView(
    int ordinal,
    DeviceKind kind,
    String name,
    long memoryBytes,
    int threads,
    boolean busy,
    @Nullable UUID jobId) {}
