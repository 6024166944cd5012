package dev.accrue.job;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.EndCause;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import java.time.Clock;
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
  private final Signals signals;
  private final Clock clock;

  PostgresJobLifecycle(
      JobStateTables tables, JobReferences references, Signals signals, Clock clock) {
    this.tables = tables;
    this.references = references;
    this.signals = signals;
    this.clock = clock;
  }

  @Override
  public void recordSubmission(UUID jobId, String actor) {
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
  public boolean assign(UUID jobId, UUID attemptId, String actor, String reason) {
    if (fetchLocked(jobId).state() != JobState.QUEUED) {
      return false;
    }
    JobMove move = new JobMove(JobState.QUEUED, JobState.ASSIGNED);
    move(jobId, attemptId, move, actor, reason);
    return true;
  }

  @Override
  public boolean start(UUID jobId, UUID attemptId, String actor) {
    JobState state = fetchLocked(jobId).state();
    if (state == JobState.RUNNING || state == JobState.PREEMPTING) {
      return false;
    }
    move(
        jobId, attemptId, new JobMove(state, JobState.RUNNING), actor, "the trainer began to work");
    return true;
  }

  @Override
  public JobState attemptEnded(
      UUID jobId, UUID attemptId, EndCause cause, String message, String actor) {
    LockedJob job = fetchLocked(jobId);
    JobMove move = job.after(cause, message);
    move(jobId, attemptId, move, actor, cause + ": " + message);
    return move.to();
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

  @Override
  public void recordWaiting(UUID jobId, String actor, String reason) {
    fetchLocked(jobId);
    if (tables.insertWaiting(
        new JobEventRow(jobId, null, "WAITING", null, null, actor, reason), clock.instant())) {
      signals.send(Signal.JOB, jobId);
    }
  }

  private LockedJob fetchLocked(UUID jobId) {
    return tables
        .findAndLock(jobId)
        .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND, "there is no job " + jobId));
  }

  private void move(
      UUID jobId, @Nullable UUID attemptId, JobMove move, String actor, String reason) {
    if (!JobTransitions.allows(move.from(), move.to())) {
      throw new ProblemException(
          ProblemCode.WRONG_STATE,
          "job %s cannot go from %s to %s".formatted(jobId, move.from(), move.to()));
    }
    if (tables.move(jobId, move, clock.instant()) != 1) {
      throw new IllegalStateException("job " + jobId + " moved while its row was locked");
    }
    if (move.to().terminal()) {
      references.release(jobId);
    }
    record(new JobEventRow(jobId, attemptId, "TRANSITION", move.from(), move.to(), actor, reason));
  }

  private void record(JobEventRow event) {
    tables.insertEvent(event, clock.instant());
    signals.send(Signal.JOB, event.jobId());
  }
}
