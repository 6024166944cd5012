package dev.accrue.job;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.EndCause;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The life cycle in PostgreSQL. Each method locks the job's row, decides, and updates it under a
/// guard on the state that it decided by. Whoever locks an attempt too locks it before the job.
@Component
@Transactional
class PostgresJobLifecycle implements JobLifecycle {

  private final JobStateTables tables;
  private final JobReferences references;
  private final JobDependencies dependencies;
  private final JobProperties properties;
  private final Signals signals;
  private final Clock clock;

  PostgresJobLifecycle(
      JobStateTables tables,
      JobReferences references,
      JobDependencies dependencies,
      JobProperties properties,
      Signals signals,
      Clock clock) {
    this.tables = tables;
    this.references = references;
    this.dependencies = dependencies;
    this.properties = properties;
    this.signals = signals;
    this.clock = clock;
  }

  @Override
  public void recordSubmission(UUID jobId, String actor) {
    signals.send(Signal.QUEUE, jobId);
    record(new JobEventRow(jobId, null, "TRANSITION", null, JobState.QUEUED, actor, "submitted"));
  }

  @Override
  public JobState requestCancel(UUID jobId, String actor) {
    LockedJob job = fetchLocked(jobId);
    if (job.state() == JobState.QUEUED) {
      JobMove move = new JobMove(job.state(), JobState.CANCELED);
      move(jobId, null, move, actor, "canceled while it waited");
      return JobState.CANCELED;
    }
    if (job.state().terminal()) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "job %s has already ended as %s; there is nothing to cancel"
              .formatted(jobId, job.state()));
    }
    if (tables.requestCancel(jobId, clock.instant())) {
      String reason = "asked to stop; it ends when its trainer has stopped";
      record(new JobEventRow(jobId, null, "CANCEL_REQUESTED", null, null, actor, reason));
    }
    return job.state();
  }

  @Override
  public Set<UUID> assignAll(Collection<Assigned> placed, String actor) {
    JobMove move = new JobMove(JobState.QUEUED, JobState.ASSIGNED);
    requireAllowed(move, "jobs");
    Set<UUID> moved = tables.assignAll(placed, actor, clock.instant());
    signals.sendAll(Signal.JOB, moved);
    return moved;
  }

  @Override
  public boolean preempt(UUID jobId, String actor, String reason) {
    if (fetchLocked(jobId).state() != JobState.RUNNING) {
      return false;
    }
    move(jobId, null, new JobMove(JobState.RUNNING, JobState.PREEMPTING), actor, reason);
    return true;
  }

  @Override
  public boolean failWaiting(UUID jobId, EndCause cause, String actor, String message) {
    if (fetchLocked(jobId).state() != JobState.QUEUED) {
      return false;
    }
    JobMove move = JobMove.toFailed(JobState.QUEUED, cause, message);
    move(jobId, null, move, actor, cause + ": " + message);
    return true;
  }

  @Override
  public void failVain(int limit) {
    for (JobDependencies.Broken broken : dependencies.lockBroken(limit)) {
      String message =
          "job %s (%s), which has to succeed first, %s; queue that one again, then this one"
              .formatted(broken.afterName(), broken.afterId(), broken.afterCause());
      failWaiting(broken.jobId(), EndCause.DEPENDENCY_FAILED, "scheduler", message);
    }
  }

  @Override
  public void requeue(UUID jobId, String actor) {
    JobState state = fetchLocked(jobId).state();
    if (state != JobState.FAILED && state != JobState.CANCELED) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "job %s is %s; only a job that failed or was canceled can be queued again"
              .formatted(jobId, state));
    }
    JobStateTables.Kept kept = tables.fetchKept(jobId);
    references.hold(jobId, kept.teamId(), kept.spec());
    dependencies.await(jobId, kept.teamId(), kept.spec());
    tables.forgive(jobId, clock.instant());
    dependencies.mended(jobId);
    String reason = "queued again; it goes on from its last checkpoint";
    move(jobId, null, new JobMove(state, JobState.QUEUED), actor, reason);
  }

  @Override
  public boolean start(UUID jobId, UUID attemptId, String actor) {
    String reason = "the trainer began to work";
    JobMove usual = new JobMove(JobState.ASSIGNED, JobState.RUNNING);
    JobEventRow event = JobEventRow.of(usual, jobId, attemptId, actor, reason);
    if (tryMove(usual, event, JobStateTables.Progress.NONE)) {
      return true;
    }
    JobState state = fetchLocked(jobId).state();
    if (state == JobState.RUNNING || state == JobState.PREEMPTING) {
      return false;
    }
    move(jobId, attemptId, new JobMove(state, JobState.RUNNING), actor, reason);
    return true;
  }

  @Override
  public JobState attemptEnded(
      UUID jobId, UUID attemptId, EndCause cause, String message, String actor, Reached reached) {
    Instant now = clock.instant();
    JobStateTables.Ending ending =
        tables
            .findAndLockEnding(jobId, attemptId, reached.optimizerStep(), now)
            .orElseThrow(() -> unknown(jobId));
    LockedJob job = ending.job();
    boolean lost =
        cause == EndCause.LOST_WORKER
            || cause == EndCause.LOST_DEVICE
            || (cause == EndCause.INTERNAL && reached.workerAtFault());
    // What never began cannot have brought its worker down.
    boolean counts = lost && job.state() != JobState.ASSIGNED;
    int losses = counts ? tables.countLoss(jobId) : 0;
    boolean tooMany = losses >= properties.maxLossesInARow();
    String why = tooMany ? poisoned(message, losses) : message;
    JobMove move = lost ? job.afterLoss(cause, why, tooMany) : job.after(cause, why, tooMany);
    String reason = cause + ": " + why;
    if (move.countsAsRetry()) {
      Instant notBefore = now.plus(properties.retryPause(jobId, job.retries()));
      tables.postpone(jobId, notBefore);
      reason +=
          " (try %d of %d more, not before %s)"
              .formatted(job.retries() + 1, job.maxRetries(), notBefore.truncatedTo(SECONDS));
    }
    JobEventRow event = JobEventRow.of(move, jobId, attemptId, actor, reason);
    move(move, event, ending.progress());
    return move.to();
  }

  private static String poisoned(String message, int losses) {
    return ("%s; that was the loss number %d in a row without a new checkpoint between, so the job"
            + " itself may bring its workers down. Look into its events, then queue it again")
        .formatted(message, losses);
  }

  @Override
  public void recordEvent(
      UUID jobId, @Nullable UUID attemptId, String kind, String actor, String reason) {
    // The lock makes a job's events commit in the order of their ids, so that a reader who asks
    // for what is newer than the last id it saw misses none.
    fetchLocked(jobId);
    if (tables.insertEventWithinLimit(
        new JobEventRow(jobId, attemptId, kind, null, null, actor, reason), clock.instant())) {
      signals.send(Signal.JOB, jobId);
    }
  }

  private LockedJob fetchLocked(UUID jobId) {
    return tables.findAndLock(jobId).orElseThrow(() -> unknown(jobId));
  }

  private static ProblemException unknown(UUID jobId) {
    return new ProblemException(ProblemCode.NOT_FOUND, "there is no job " + jobId);
  }

  private void move(
      UUID jobId, @Nullable UUID attemptId, JobMove move, String actor, String reason) {
    JobEventRow event = JobEventRow.of(move, jobId, attemptId, actor, reason);
    move(move, event, JobStateTables.Progress.NONE);
  }

  private void move(JobMove move, JobEventRow event, JobStateTables.Progress progress) {
    if (!tryMove(move, event, progress)) {
      throw new IllegalStateException("job " + event.jobId() + " moved while its row was locked");
    }
  }

  /// @return false when the job is not where the move begins; nothing was changed
  private boolean tryMove(JobMove move, JobEventRow event, JobStateTables.Progress progress) {
    requireAllowed(move, "job " + event.jobId());
    if (!tables.move(move, event, progress, clock.instant())) {
      return false;
    }
    if (move.to().terminal()) {
      dependencies.ended(event.jobId(), move.to());
    }
    signals.send(Signal.QUEUE, event.jobId());
    signals.send(Signal.JOB, event.jobId());
    return true;
  }

  private static void requireAllowed(JobMove move, String what) {
    if (!JobTransitions.allows(move.from(), move.to())) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "%s cannot go from %s to %s".formatted(what, move.from(), move.to()));
    }
  }

  private void record(JobEventRow event) {
    tables.insertEvent(event, clock.instant());
    signals.send(Signal.JOB, event.jobId());
  }
}
