package dev.accrue.job;

import static dev.accrue.api.job.JobState.ASSIGNED;
import static dev.accrue.api.job.JobState.CANCELED;
import static dev.accrue.api.job.JobState.FAILED;
import static dev.accrue.api.job.JobState.PREEMPTING;
import static dev.accrue.api.job.JobState.QUEUED;
import static dev.accrue.api.job.JobState.RUNNING;
import static dev.accrue.api.job.JobState.SUCCEEDED;
import static dev.accrue.job.JobTransition.Mover.SCHEDULER;
import static dev.accrue.job.JobTransition.Mover.TRAINER;
import static dev.accrue.job.JobTransition.Mover.USER;
import static dev.accrue.job.JobTransition.Mover.WORKER;

import dev.accrue.api.job.JobState;
import java.util.List;

/// The job's state machine as data. The constraint `job_event_transition` says the same; a test
/// holds both against each other and writes `docs/state-machines.md` from this table.
final class JobTransitions {

  static final List<JobTransition> TABLE =
      List.of(
          new JobTransition(QUEUED, ASSIGNED, SCHEDULER, "devices are free"),
          new JobTransition(QUEUED, FAILED, SCHEDULER, "a job that it waits for cannot succeed"),
          new JobTransition(QUEUED, CANCELED, USER, "canceled before it had devices"),
          new JobTransition(ASSIGNED, RUNNING, TRAINER, "asks for its description"),
          new JobTransition(ASSIGNED, QUEUED, WORKER, "lost before it began, or retried"),
          new JobTransition(ASSIGNED, FAILED, WORKER, "cannot start and has no retries left"),
          new JobTransition(ASSIGNED, CANCELED, WORKER, "canceled before it began"),
          new JobTransition(RUNNING, QUEUED, WORKER, "worker or device lost, or retried"),
          new JobTransition(RUNNING, PREEMPTING, SCHEDULER, "its devices are needed elsewhere"),
          new JobTransition(RUNNING, SUCCEEDED, TRAINER, "did its work"),
          new JobTransition(RUNNING, FAILED, TRAINER, "failed and has no retries left"),
          new JobTransition(RUNNING, CANCELED, TRAINER, "stopped because a user asked"),
          new JobTransition(PREEMPTING, QUEUED, TRAINER, "saved and gave its devices back"),
          new JobTransition(PREEMPTING, SUCCEEDED, TRAINER, "finished before it could give way"),
          new JobTransition(PREEMPTING, FAILED, TRAINER, "failed and has no retries left"),
          new JobTransition(PREEMPTING, CANCELED, TRAINER, "stopped because a user asked"),
          new JobTransition(FAILED, QUEUED, USER, "queued again"),
          new JobTransition(CANCELED, QUEUED, USER, "queued again"));

  private JobTransitions() {}

  static boolean allows(JobState from, JobState to) {
    return TABLE.stream().anyMatch(row -> row.from() == from && row.to() == to);
  }
}
