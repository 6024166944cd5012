package dev.accrue.api.worker;

import java.util.List;

/// What a worker has to do next.
///
/// @param assignments attempts to start; the same one is never handed out twice
/// @param leases the state of each attempt that the heartbeat named
/// @param checks modules to try out; the same one is never handed out twice
/// @param draining whether somebody took the worker out of service: it gets nothing new until
///   somebody takes it in again, and what it runs may finish unless an order says otherwise
public record HeartbeatReply(
    List<Assignment> assignments,
    List<LeaseState> leases,
    List<ModuleCheck> checks,
    boolean draining) {}
