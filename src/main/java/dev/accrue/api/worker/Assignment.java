package dev.accrue.api.worker;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An attempt to start, with the right to do so.
///
/// @param fencingToken grows from attempt to attempt; every write carries it
/// @param leaseToken the secret that the attempt's trainer shows to the server
/// @param deviceOrdinals the worker's devices that the attempt may use
/// @param deviceMemoryBytes what the job asks for of each device; null for all that it has
/// @param leaseValidMillis from the moment the request was sent
public record Assignment(
    UUID attemptId,
    UUID jobId,
    long fencingToken,
    String leaseToken,
    List<Integer> deviceOrdinals,
    @Nullable Long deviceMemoryBytes,
    long leaseValidMillis) {}
