package dev.accrue.team;

import java.util.UUID;

/// The trial of a module behind a request with a check's token. Controllers under
/// `/worker/v1/checks` take it as a parameter; its `checkId` is the one of the path.
public record CheckHolder(UUID checkId) {}
