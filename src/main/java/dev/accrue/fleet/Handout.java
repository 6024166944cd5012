package dev.accrue.fleet;

import dev.accrue.api.worker.Assignment;
import dev.accrue.api.worker.DeviceShare;
import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.EnvironmentVariable;
import dev.accrue.team.Token;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/// Hands attempts that were assigned to their worker, or gives them back to the queue where the
/// worker no longer takes work.
@Component
@Transactional(propagation = Propagation.MANDATORY)
class Handout {

  private final RenewalStore renewals;
  private final AttemptStore attempts;
  private final AttemptEnds ends;
  private final TrainerEnvironments environments;
  private final FleetProperties properties;
  private final Clock clock;

  Handout(
      RenewalStore renewals,
      AttemptStore attempts,
      AttemptEnds ends,
      TrainerEnvironments environments,
      FleetProperties properties,
      Clock clock) {
    this.renewals = renewals;
    this.attempts = attempts;
    this.ends = ends;
    this.environments = environments;
    this.properties = properties;
    this.clock = clock;
  }

  /// A lease token is made here and only its hash is kept, so no attempt can be handed out twice.
  /// When the answer is lost, its attempts are lost with it and their leases run out.
  ///
  /// @param waiting as read in this transaction, their rows not taken: what ended since is left out
  List<Assignment> handOut(
      List<WaitingAttempt> waiting, WorkerStore.Beaten worker, WorkerProblems problems) {
    Instant now = clock.instant();
    List<Assignment> assignments = new ArrayList<>();
    Map<UUID, byte[]> tokenHashes = new HashMap<>();
    for (WaitingAttempt attempt : waiting) {
      Optional<String> obstacle = obstacle(attempt, worker, problems);
      if (attempt.cancelRequested()) {
        end(attempt, EndCause.CANCELED, "canceled before it began", worker);
      } else if (obstacle.isPresent()) {
        end(attempt, EndCause.PREEMPTED, obstacle.get(), worker);
      } else {
        switch (environments.resolve(attempt)) {
          case TrainerEnvironments.Outcome.Failed(EndCause cause, String message) ->
              end(attempt, cause, message, worker);
          case TrainerEnvironments.Outcome.Ready(List<EnvironmentVariable> variables) -> {
            Token token = Token.generate(Token.LEASE_PREFIX);
            tokenHashes.put(attempt.id(), token.hash());
            assignments.add(assignment(attempt, token, variables));
          }
        }
      }
    }
    if (assignments.isEmpty()) {
      return assignments;
    }
    Set<UUID> handedOut = renewals.handOut(tokenHashes, now, now.plus(properties.leaseTtl()));
    return assignments.stream().filter(it -> handedOut.contains(it.attemptId())).toList();
  }

  /// What the worker does not name as running, while it stops in order, nobody will run there.
  void giveBackUnnamed(
      UUID workerId, UUID incarnation, WorkerStore.Beaten worker, List<UUID> named) {
    String message = "worker %s stopped in order".formatted(worker.name());
    for (LiveAttempt attempt : attempts.lockUnnamed(workerId, incarnation, named)) {
      ends.end(
          attempt.id(), attempt.jobId(), EndCause.PREEMPTED, message, "worker " + worker.name());
    }
  }

  private static Optional<String> obstacle(
      WaitingAttempt attempt, WorkerStore.Beaten worker, WorkerProblems problems) {
    if (worker.draining()) {
      return Optional.of("worker %s was taken out of service".formatted(worker.name()));
    }
    if (problems.ofWorker() != null) {
      return Optional.of("worker %s: %s".formatted(worker.name(), problems.ofWorker()));
    }
    Map<Integer, String> ofDevices = problems.ofDevices();
    return attempt.devices().stream()
        .map(DeviceShare::ordinal)
        .filter(ofDevices::containsKey)
        .map(ordinal ->
            "device %d of worker %s: %s".formatted(ordinal, worker.name(), ofDevices.get(ordinal)))
        .findFirst();
  }

  private void end(
      WaitingAttempt attempt, EndCause cause, String message, WorkerStore.Beaten worker) {
    if (attempts.lockLive(attempt.id())) {
      ends.end(attempt.id(), attempt.jobId(), cause, message, "worker " + worker.name());
    }
  }

  private Assignment assignment(
      WaitingAttempt attempt, Token token, List<EnvironmentVariable> environment) {
    return new Assignment(
        attempt.id(),
        attempt.jobId(),
        attempt.fencingToken(),
        token.secret(),
        attempt.devices(),
        properties.leaseTtl().toMillis(),
        environment);
  }
}
