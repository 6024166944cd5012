package dev.accrue.fleet;

import dev.accrue.api.spec.EnvironmentValue;
import dev.accrue.api.worker.DeviceShare;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// An attempt that was assigned and that its worker does not know of yet.
///
/// @param environment what the job's spec wants of its trainer's, by the variable's name
record WaitingAttempt(
    UUID id,
    UUID jobId,
    UUID teamId,
    long fencingToken,
    boolean cancelRequested,
    List<DeviceShare> devices,
    Map<String, EnvironmentValue> environment) {}
