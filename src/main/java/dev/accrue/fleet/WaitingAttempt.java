package dev.accrue.fleet;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An attempt that was assigned and that its worker does not know of yet.
record WaitingAttempt(
    UUID id,
    UUID jobId,
    long fencingToken,
    boolean cancelRequested,
    List<Integer> deviceOrdinals,
    @Nullable Long deviceMemoryBytes) {}
