package dev.accrue.job;

import dev.accrue.api.job.BulkOperation;
import dev.accrue.api.job.BulkResult;
import dev.accrue.api.job.JobOperation;
import dev.accrue.api.job.JobState;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import dev.accrue.representation.EntityTags;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// What people do to jobs that are there already. Each operation is a transaction of its own,
/// checks that the caller may change the job, and leaves an event with the caller's name. Doing
/// again what was done changes nothing.
@Component
class JobOperations {

  private final VisibleJobs jobs;
  private final JobLifecycle lifecycle;
  private final QueueRoom room;
  private final OperationTables tables;
  private final JobStateTables states;
  private final Signals signals;
  private final EntityTags tags;
  private final TransactionTemplate transaction;
  private final Clock clock;

  JobOperations(
      VisibleJobs jobs,
      JobLifecycle lifecycle,
      QueueRoom room,
      OperationTables tables,
      JobStateTables states,
      Signals signals,
      EntityTags tags,
      TransactionTemplate transaction,
      Clock clock) {
    this.jobs = jobs;
    this.lifecycle = lifecycle;
    this.room = room;
    this.tables = tables;
    this.states = states;
    this.signals = signals;
    this.tags = tags;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// Carries an operation out.
  ///
  /// @param priority for `CHANGE_PRIORITY` only
  void carryOut(Caller caller, UUID jobId, JobOperation operation, @Nullable Integer priority) {
    transaction.executeWithoutResult(_ -> {
      Membership team = jobs.requireWritable(caller, jobId);
      switch (operation) {
        case CANCEL -> lifecycle.requestCancel(jobId, caller.name());
        case PREEMPT -> preempt(jobId, caller.name());
        case HOLD -> hold(jobId, caller.name());
        case RELEASE -> release(jobId, caller.name());
        case REQUEUE -> {
          room.require(team.teamId(), team.team());
          lifecycle.requeue(jobId, caller.name());
        }
        case MOVE_TO_FRONT -> moveToFront(jobId, team.teamId(), caller.name());
        case CHANGE_PRIORITY -> changePriority(jobId, required(priority), caller.name());
      }
    });
  }

  /// Changes the priority of a job that is still as its caller saw it.
  ///
  /// @param ifMatch the header; null when the caller does not care
  void changePriority(Caller caller, UUID jobId, int priority, @Nullable String ifMatch) {
    transaction.executeWithoutResult(_ -> {
      jobs.requireWritable(caller, jobId);
      lock(jobId);
      tags.require(ifMatch, () -> jobs.fetch(caller, jobId));
      changePriority(jobId, priority, caller.name());
    });
  }

  /// Carries an operation out on each job, whatever becomes of the others.
  BulkResult carryOut(Caller caller, BulkOperation bulk) {
    if (bulk.operation() == JobOperation.CHANGE_PRIORITY) {
      required(bulk.priority());
    }
    return new BulkResult(
        bulk.jobs().stream().distinct().map(job -> carryOut(caller, bulk, job)).toList());
  }

  private BulkResult.Item carryOut(Caller caller, BulkOperation bulk, UUID jobId) {
    try {
      carryOut(caller, jobId, bulk.operation(), bulk.priority());
      return new BulkResult.Item(jobId, true, jobs.fetch(caller, jobId).state(), null, null);
    } catch (ProblemException e) {
      return new BulkResult.Item(jobId, false, null, e.code().name(), e.getMessage());
    }
  }

  private static int required(@Nullable Integer priority) {
    if (priority == null) {
      Violation violation =
          new Violation(
              "priority",
              null,
              "is missing",
              "write a whole number from -100 to 100 to change priorities to");
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "priority: %s; %s".formatted(violation.message(), violation.fix()),
          List.of(violation));
    }
    return priority;
  }

  private void preempt(UUID jobId, String actor) {
    JobState state = lock(jobId).state();
    if (state != JobState.PREEMPTING
        && !lifecycle.preempt(jobId, actor, "asked to save and give its devices back")) {
      throw wrongState(jobId, state, "only a job that runs can be preempted");
    }
  }

  private void hold(UUID jobId, String actor) {
    JobState state = lock(jobId).state();
    if (state.terminal()) {
      throw wrongState(jobId, state, "it will not start any more");
    }
    if (state == JobState.ASSIGNED) {
      throw wrongState(jobId, state, "it is being started; hold it in a moment, when it runs");
    }
    if (tables.hold(jobId, clock.instant())) {
      record(jobId, "HELD", actor, "kept from starting until somebody releases it");
    }
    if (state == JobState.RUNNING) {
      lifecycle.preempt(jobId, actor, "held: asked to save and give its devices back");
    }
  }

  private void release(UUID jobId, String actor) {
    JobState state = lock(jobId).state();
    if (state.terminal()) {
      throw wrongState(jobId, state, "nothing holds it");
    }
    if (tables.release(jobId)) {
      record(jobId, "RELEASED", actor, "may start again");
    }
  }

  private void moveToFront(UUID jobId, UUID teamId, String actor) {
    JobState state = lock(jobId).state();
    if (state != JobState.QUEUED) {
      throw wrongState(jobId, state, "only a job that waits has a place in the queue");
    }
    int before = tables.fetchPriority(jobId);
    int after = tables.moveToFront(jobId, teamId);
    String reason =
        before == after
            ? "now first among the jobs of its team"
            : "now first among the jobs of its team, with their highest priority %d instead of %d"
                .formatted(after, before);
    record(jobId, "MOVED_TO_FRONT", actor, reason);
  }

  private void changePriority(UUID jobId, int priority, String actor) {
    JobState state = lock(jobId).state();
    if (state.terminal()) {
      throw wrongState(jobId, state, "its priority no longer matters");
    }
    int before = tables.fetchPriority(jobId);
    if (before != priority) {
      tables.setPriority(jobId, priority);
      String reason = "priority %d instead of %d".formatted(priority, before);
      record(jobId, "PRIORITY_CHANGED", actor, reason);
    }
  }

  private LockedJob lock(UUID jobId) {
    return states
        .findAndLock(jobId)
        .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND, "there is no job " + jobId));
  }

  private static ProblemException wrongState(UUID jobId, JobState state, String why) {
    return new ProblemException(
        ProblemCode.WRONG_STATE, "job %s is %s: %s".formatted(jobId, state, why));
  }

  private void record(UUID jobId, String kind, String actor, String reason) {
    states.insertEvent(
        new JobEventRow(jobId, null, kind, null, null, actor, reason), clock.instant());
    signals.send(Signal.JOB, jobId);
    signals.send(Signal.QUEUE, jobId);
  }
}
