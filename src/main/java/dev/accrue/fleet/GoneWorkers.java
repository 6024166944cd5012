package dev.accrue.fleet;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes workers that are gone for good off the lists. What is known of their attempts stays, and a
/// worker that is heard of again is on the lists again.
@Component
class GoneWorkers {

  private static final Logger log = LoggerFactory.getLogger(GoneWorkers.class);

  private final WorkerStore workers;
  private final FleetProperties properties;
  private final Clock clock;

  GoneWorkers(WorkerStore workers, FleetProperties properties, Clock clock) {
    this.workers = workers;
    this.properties = properties;
    this.clock = clock;
  }

  /// Takes one off.
  ///
  /// @return the worker's name
  /// @throws ProblemException `NOT_FOUND`, also for one that was taken off before; `WRONG_STATE`
  ///   while it is there, or holds a lease
  @Transactional
  public String remove(UUID workerId) {
    Instant now = clock.instant();
    WorkerStore.Presence presence =
        workers
            .lockListed(workerId, properties.silentSince(now))
            .orElseThrow(() -> WorkerStore.unknown(workerId));
    if (presence.there()) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "worker %s is there; stop its process first, and it can be removed %d s later"
              .formatted(presence.name(), properties.workerTimeout().toSeconds()));
    }
    if (presence.leased()) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "worker %s holds a lease on a job until that ends; try again in %d s"
              .formatted(presence.name(), properties.leaseTtl().toSeconds()));
    }
    workers.remove(workerId, now);
    return presence.name();
  }

  /// Takes off those that nobody has heard of for long. Any number of servers may do it at once.
  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT1M")
  void sweep() {
    Instant now = clock.instant();
    int removed = workers.removeUnheard(now.minus(properties.removeWorkersAfter()), now);
    if (removed > 0) {
      log.info(
          "Took {} workers off the lists that were not heard of for {}",
          removed,
          properties.removeWorkersAfter());
    }
  }
}
