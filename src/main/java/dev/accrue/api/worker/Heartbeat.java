package dev.accrue.api.worker;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/// `POST /worker/v1/workers/{workerId}/heartbeat`: the worker lives and serves these attempts.
/// Renews their leases and brings back what there is to do. Answered 409 when a newer incarnation
/// registered.
///
/// @param attempts the attempts whose trainers run
/// @param leaving whether the worker stops in order: it takes nothing new, and attempts that it
///   does not name go back to the queue. One that names none is the worker's last word
/// @param problems what keeps the worker or its devices from taking more work
public record Heartbeat(
    @NotNull UUID incarnation,
    @NotNull @Size(max = 256) List<@NotNull UUID> attempts,
    boolean leaving,
    @NotNull @Size(max = 65) List<@NotNull @Valid WorkerProblem> problems) {

  /// All is well.
  public Heartbeat(UUID incarnation, List<UUID> attempts) {
    this(incarnation, attempts, false, List.of());
  }
}
