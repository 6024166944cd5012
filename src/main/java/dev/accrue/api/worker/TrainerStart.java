package dev.accrue.api.worker;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The first line of a trainer's standard input: what it is to train and how to reach the server.
/// It travels by pipe, because arguments and environment show in process lists. Later lines are
/// `lease MILLIS` (the lease is trusted for so long from now), `order PREEMPT`, `order CANCEL` and
/// `check equivalence REQUEST` (compare the next window with its full batch, for this request); the
/// end of the input means that the worker is gone, and the trainer halts.
///
/// @param deviceOrdinals the worker's devices that the attempt holds, each for one replica of the
///   model
/// @param workDirectory the trainer's own folder, empty at its start
/// @param cacheDirectory files by SHA-256 that all trainers of the worker share
/// @param threads of libtorch's operators, on each device
/// @param memoryLimitBytes what the attempt's tensors may take on its device; null where nothing
///   holds the process to it
/// @param leaseTrustedMillis how long the lease may be trusted from now
public record TrainerStart(
    URI serverUrl,
    UUID attemptId,
    UUID jobId,
    long fencingToken,
    String leaseToken,
    DeviceKind deviceKind,
    List<Integer> deviceOrdinals,
    String workDirectory,
    String cacheDirectory,
    int threads,
    @Nullable Long memoryLimitBytes,
    long leaseTrustedMillis) {}
