package dev.accrue.team;

import java.util.UUID;

/// The machine behind a request with a worker token.
///
/// @param name the token's name
/// @param ownWorker whether the worker that the path names, if it names one, registered with this
///   token or is not known
public record WorkerPrincipal(UUID tokenId, String name, boolean ownWorker) {}
