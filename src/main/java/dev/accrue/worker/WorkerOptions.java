package dev.accrue.worker;

import java.net.URI;
import java.nio.file.Path;

/// How an agent was started.
///
/// @param serverUrl where the server listens
/// @param tokenFile holds the worker token, alone on its first line
/// @param dataDirectory the worker's own folder: identity, caches, attempts
/// @param name what people call the worker
/// @param cpuSlots devices that a machine without a GPU offers
/// @param threadsPerSlot threads of libtorch in one trainer
/// @param memoryBytesPerSlot memory that an attempt on one slot may use
/// @param standbys trainers that are kept warm for free slots, at most
/// @param endWithInput whether the end of standard input ends the worker: set when the platform
///   started it, so that it never outlives the platform
public record WorkerOptions(
    URI serverUrl,
    Path tokenFile,
    Path dataDirectory,
    String name,
    int cpuSlots,
    int threadsPerSlot,
    long memoryBytesPerSlot,
    int standbys,
    boolean endWithInput) {}
