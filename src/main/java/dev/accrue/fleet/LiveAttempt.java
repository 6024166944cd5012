package dev.accrue.fleet;

import java.util.UUID;

/// An attempt that has not ended and whose row the caller's transaction holds.
///
/// @param workerName the worker that it is on
record LiveAttempt(UUID id, UUID jobId, String workerName) {}
