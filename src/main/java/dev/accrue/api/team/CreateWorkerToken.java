package dev.accrue.api.team;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/// `POST /api/v1/worker-tokens`: makes a token with which machines register as workers.
///
/// @param name such as that of a machine or rack
public record CreateWorkerToken(@NotBlank @Size(max = 100) String name) {}
