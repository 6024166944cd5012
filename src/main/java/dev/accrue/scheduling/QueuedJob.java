package dev.accrue.scheduling;

import java.time.Instant;
import java.util.UUID;

/// A job that waits for devices.
///
/// @param queuedAt since when; a job that lost its devices by no fault of its own keeps it
/// @param devices how many of one worker it needs, all at once
record QueuedJob(UUID id, UUID teamId, Instant queuedAt, int devices) {}
