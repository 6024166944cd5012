package dev.accrue.api.worker;

import java.util.UUID;

/// A user's module to be tried out before its job is accepted.
///
/// @param token the secret that the check's process shows to the server; good for this check only
/// @param timeoutMillis the check fails when it takes longer
public record ModuleCheck(UUID checkId, String token, long timeoutMillis) {}
