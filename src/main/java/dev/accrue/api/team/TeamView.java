package dev.accrue.api.team;

import java.time.Instant;

/// A team.
public record TeamView(String name, Instant createdAt) {}
