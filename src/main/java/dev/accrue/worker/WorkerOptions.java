package dev.accrue.worker;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How an agent was started.
///
/// @param serverUrl where the server listens
/// @param tokenFile holds the worker token, alone on its first line
/// @param dataDirectory the worker's own folder: identity, caches, attempts
/// @param name what people call the worker
/// @param labels what specs select the worker by
/// @param cpuSlots devices that a machine without a GPU offers
/// @param gpus whether to offer NVIDIA's GPUs in place of CPU slots
/// @param threadsPerSlot threads of libtorch in one trainer
/// @param memoryBytesPerSlot memory that an attempt on one slot may use
/// @param stopGrace how long attempts have for a last checkpoint when the worker is asked to end
/// @param standbys trainers that are kept warm for free slots, at most
/// @param endWithInput whether the end of standard input ends the worker: set when the platform
///   started it, so that it never outlives the platform
/// @param once whether it serves one attempt and leaves
/// @param workerId who it is, where whoever starts it says so; null for what its folder says
public record WorkerOptions(
    URI serverUrl,
    Path tokenFile,
    Path dataDirectory,
    String name,
    Map<String, String> labels,
    int cpuSlots,
    boolean gpus,
    int threadsPerSlot,
    long memoryBytesPerSlot,
    Duration stopGrace,
    int standbys,
    boolean endWithInput,
    boolean once,
    @Nullable UUID workerId) {}
