package dev.accrue.fleet;

import dev.accrue.api.worker.EndCause;
import dev.accrue.job.JobLifecycle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Ends attempts whose time is over. Their trainers are told to save and stop, as for a preemption;
/// one that has not stopped some time later loses its lease. Any number of servers may do so at
/// once.
@Component
public class TimeLimits {

  private static final int ATTEMPTS_PER_TICK = 1_000;

  private static final String ACTOR = "time limit";

  private static final Logger log = LoggerFactory.getLogger(TimeLimits.class);

  private final AttemptStore attempts;
  private final AttemptEnds ends;
  private final JobLifecycle lifecycle;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private final Duration grace;

  TimeLimits(
      AttemptStore attempts,
      AttemptEnds ends,
      JobLifecycle lifecycle,
      TransactionTemplate transactions,
      Clock clock,
      @Value("${accrue.fleet.time-limit-grace:2m}") Duration grace) {
    this.attempts = attempts;
    this.ends = ends;
    this.lifecycle = lifecycle;
    this.transactions = transactions;
    this.clock = clock;
    this.grace = grace;
  }

  /// Tells or ends every attempt whose time is over, each in a transaction of its own.
  @Scheduled(fixedDelayString = "${accrue.fleet.heartbeat-interval:1s}")
  public void enforce() {
    for (AttemptStore.Overdue overdue : attempts.findOverdue(clock.instant(), ATTEMPTS_PER_TICK)) {
      try {
        transactions.executeWithoutResult(_ -> enforce(overdue));
      } catch (RuntimeException e) {
        log.error("The time of attempt {} is over, but it could not be told", overdue, e);
      }
    }
  }

  private void enforce(AttemptStore.Overdue overdue) {
    Instant now = clock.instant();
    boolean notBegun = !overdue.running() && !overdue.told();
    boolean mustGo = notBegun || (overdue.told() && graceIsOver(overdue, now));
    if ((!mustGo && overdue.told()) || !attempts.lockLive(overdue.attemptId())) {
      return;
    }
    if (mustGo) {
      String message = notBegun ? "it had not begun" : "it did not stop in time";
      ends.end(overdue.attemptId(), overdue.jobId(), EndCause.TIME_LIMIT, message, ACTOR);
    } else {
      lifecycle.preempt(overdue.jobId(), ACTOR, "its time is over: asked to save and stop");
    }
  }

  private boolean graceIsOver(AttemptStore.Overdue overdue, Instant now) {
    return !now.isBefore(overdue.deadline().plus(grace));
  }
}
