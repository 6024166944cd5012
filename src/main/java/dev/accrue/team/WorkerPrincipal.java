package dev.accrue.team;

import java.util.UUID;

/// The machine behind a request with a worker token.
///
/// @param name the token's name
public record WorkerPrincipal(UUID tokenId, String name) {}
