package dev.accrue.api.worker;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The first line of a trainer's standard input: what it is to train and how to reach the server.
/// It travels by pipe, because arguments and environment show in process lists. Later lines are
/// `lease NANOS` (the lease is trusted until then), `order PREEMPT`, `order CANCEL` and `check
/// equivalence REQUEST` (compare the next window with its full batch, for this request); the end of
/// the input means that the worker is gone, and the trainer halts.
///
/// Trust is told as a reading of [System#nanoTime], which on the systems that workers run on is one
/// monotonic clock for all processes of a machine. A length of time would not do: a trainer that
/// was stopped would count it from when it reads the line, however long that is after the writing.
///
/// @param deviceOrdinals the worker's devices that the attempt holds, each for one replica of the
///   model
/// @param workDirectory the trainer's own folder, empty at its start
/// @param cacheDirectory files by SHA-256 that all trainers of the worker share
/// @param threads of libtorch's operators, on each device
/// @param memoryLimitBytes what the attempt's tensors may take on its device; null where nothing
///   holds the process to it
/// @param leaseTrustedUntilNanos until when the lease may be trusted
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
    long leaseTrustedUntilNanos) {}
