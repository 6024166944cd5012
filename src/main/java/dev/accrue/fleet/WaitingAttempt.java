package dev.accrue.fleet;

import dev.accrue.api.worker.DeviceShare;
import java.util.List;
import java.util.UUID;

/// An attempt that was assigned and that its worker does not know of yet.
record WaitingAttempt(
    UUID id, UUID jobId, long fencingToken, boolean cancelRequested, List<DeviceShare> devices) {}
