package dev.accrue.team;

import java.util.UUID;

/// The attempt behind a request with a lease token. Controllers under `/worker/v1/attempts` take it
/// as a parameter; its `attemptId` is the one of the path.
public record LeaseHolder(UUID attemptId, UUID jobId, UUID teamId, long fencingToken) {}
