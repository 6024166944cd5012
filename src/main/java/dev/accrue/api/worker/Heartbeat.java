package dev.accrue.api.worker;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/// `POST /worker/v1/workers/{workerId}/heartbeat`: the worker lives and serves these attempts.
/// Renews their leases and brings back what there is to do. Answered 409 when a newer incarnation
/// registered.
///
/// @param attempts the attempts whose trainers run
public record Heartbeat(
    @NotNull UUID incarnation, @NotNull @Size(max = 256) List<@NotNull UUID> attempts) {}
