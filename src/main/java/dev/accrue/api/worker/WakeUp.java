package dev.accrue.api.worker;

/// The answer to `GET /worker/v1/workers/{workerId}/wake-up`, a request that the server holds until
/// there is an attempt to start, or for as long as the worker wants to wait.
///
/// @param work whether a heartbeat now would bring something; it says what
public record WakeUp(boolean work) {}
