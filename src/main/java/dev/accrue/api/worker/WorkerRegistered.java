package dev.accrue.api.worker;

/// The answer to a registration.
///
/// @param heartbeatIntervalMillis how often to send a `Heartbeat`
/// @param leaseTtlMillis how long a granted or renewed lease is valid
/// @param leaseSafetyMarginMillis the worker trusts a lease for this much less than the server does
public record WorkerRegistered(
    long heartbeatIntervalMillis, long leaseTtlMillis, long leaseSafetyMarginMillis) {}
