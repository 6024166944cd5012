package dev.accrue.fleet;

import dev.accrue.api.worker.EndCause;
import dev.accrue.team.LogContext;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Ends attempts whose leases ran out. Any number of servers may do so at once.
@Component
public class LeaseReaper {

  private static final int ATTEMPTS_PER_TICK = 1_000;

  private static final Logger log = LoggerFactory.getLogger(LeaseReaper.class);

  private final AttemptStore attempts;
  private final AttemptEnds ends;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private final AttemptMeter meter;

  LeaseReaper(
      AttemptStore attempts,
      AttemptEnds ends,
      TransactionTemplate transactions,
      Clock clock,
      AttemptMeter meter) {
    this.attempts = attempts;
    this.ends = ends;
    this.transactions = transactions;
    this.clock = clock;
    this.meter = meter;
  }

  /// Ends every attempt whose lease has run out by now, each in a transaction of its own.
  @Scheduled(fixedDelayString = "${accrue.fleet.heartbeat-interval:1s}")
  public void reap() {
    for (UUID attemptId : attempts.findExpired(clock.instant(), ATTEMPTS_PER_TICK)) {
      try {
        transactions.executeWithoutResult(transaction -> reap(attemptId));
      } catch (RuntimeException e) {
        log.atError()
            .setCause(e)
            .addKeyValue("attempt", attemptId)
            .log("The expired attempt {} could not be ended; its devices stay held", attemptId);
      }
    }
  }

  private void reap(UUID attemptId) {
    Optional<LiveAttempt> expired = attempts.lockExpired(attemptId, clock.instant());
    if (expired.isEmpty()) {
      return;
    }
    LiveAttempt attempt = expired.get();
    String message = "worker %s did not renew the lease in time".formatted(attempt.workerName());
    ends.end(attempt.id(), attempt.jobId(), EndCause.LOST_WORKER, message, "lease reaper");
    meter.countExpiry();
    try (LogContext _ = LogContext.of(attempt.jobId(), attempt.id())) {
      log.info("Ended attempt {} of job {}: {}", attempt.id(), attempt.jobId(), message);
    }
  }
}
