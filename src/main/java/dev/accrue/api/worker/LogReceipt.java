package dev.accrue.api.worker;

/// The answer to a batch of lines.
///
/// @param full whether the job's logs have reached their limit, so that further lines are not kept
///   and need not be sent
public record LogReceipt(boolean full) {}
