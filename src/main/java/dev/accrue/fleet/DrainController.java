package dev.accrue.fleet;

import dev.accrue.api.fleet.DrainWorker;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import dev.accrue.team.Administrators;
import dev.accrue.team.AuditEntry;
import dev.accrue.team.AuditLog;
import dev.accrue.team.Caller;
import jakarta.validation.Valid;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Takes workers out of service and in again, and off the lists; for administrators.
@RestController
@RequestMapping(path = "/api/v1/workers/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class DrainController {

  private final Drains drains;
  private final GoneWorkers gone;
  private final AuditLog audit;
  private final Signals signals;
  private final TransactionTemplate transaction;
  private final Clock clock;

  DrainController(
      Drains drains,
      GoneWorkers gone,
      AuditLog audit,
      Signals signals,
      TransactionTemplate transaction,
      Clock clock) {
    this.drains = drains;
    this.gone = gone;
    this.audit = audit;
    this.signals = signals;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// Gives the worker nothing new. What it runs may finish, or is preempted some time later.
  @PostMapping("/drain")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void drainWorker(
      @PathVariable UUID id,
      @RequestBody(required = false) @Valid @Nullable DrainWorker drain,
      Caller caller) {
    Administrators.require(caller);
    Integer minutes = drain == null ? null : drain.preemptAfterMinutes();
    Instant deadline = minutes == null ? null : clock.instant().plus(Duration.ofMinutes(minutes));
    String detail =
        deadline == null
            ? "gets nothing new; what it runs may finish"
            : "gets nothing new; what it still runs in %d minutes is preempted".formatted(minutes);
    transaction.executeWithoutResult(
        _ -> done(caller, id, "WORKER_DRAINED", drains.drain(id, deadline), detail));
  }

  /// Takes the worker into service again.
  @PostMapping("/resume")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void resumeWorker(@PathVariable UUID id, Caller caller) {
    Administrators.require(caller);
    transaction.executeWithoutResult(
        _ -> done(caller, id, "WORKER_RESUMED", drains.resume(id), "gets work again"));
  }

  /// Takes a worker that is gone for good off the lists. What is known of its attempts stays;
  /// should it be heard of again, it is on the lists again.
  @DeleteMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void removeWorker(@PathVariable UUID id, Caller caller) {
    Administrators.require(caller);
    transaction.executeWithoutResult(
        _ -> done(caller, id, "WORKER_REMOVED", gone.remove(id), "is on no list any more"));
  }

  private void done(Caller caller, UUID id, String kind, String name, String detail) {
    audit.record(caller, AuditEntry.of(kind, name, detail, Map.of(), Map.of()));
    signals.send(Signal.QUEUE, id);
  }
}
