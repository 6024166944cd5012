package dev.accrue.checkpoint;

import dev.accrue.api.job.RetentionPolicy;
import dev.accrue.api.job.RetentionView;
import dev.accrue.job.JobLifecycle;
import dev.accrue.job.Jobs;
import dev.accrue.job.RetentionRules;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.representation.EntityTags;
import dev.accrue.team.Caller;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// What people do to checkpoints: pin them, delete them, change what is kept. Members and
/// maintainers of the job's team may; each change leaves an event with the caller's name.
@Component
@Transactional
class CheckpointChanges {

  private final Jobs jobs;
  private final JobLifecycle lifecycle;
  private final PinStore pins;
  private final RetentionStore retention;
  private final EntityTags tags;

  CheckpointChanges(
      Jobs jobs, JobLifecycle lifecycle, PinStore pins, RetentionStore retention, EntityTags tags) {
    this.jobs = jobs;
    this.lifecycle = lifecycle;
    this.pins = pins;
    this.retention = retention;
    this.tags = tags;
  }

  void pin(Caller caller, UUID jobId, UUID checkpointId, String note) {
    PinStore.Locked checkpoint = lock(caller, jobId, checkpointId);
    pins.pin(checkpoint.id(), caller.userId(), note);
    record(caller, jobId, "CHECKPOINT_PINNED", checkpoint, note.isEmpty() ? "" : ": " + note);
  }

  void unpin(Caller caller, UUID jobId, UUID checkpointId) {
    PinStore.Locked checkpoint = lock(caller, jobId, checkpointId);
    if (pins.unpin(checkpoint.id())) {
      record(caller, jobId, "CHECKPOINT_UNPINNED", checkpoint, "");
    }
  }

  void delete(Caller caller, UUID jobId, UUID checkpointId) {
    PinStore.Locked checkpoint = lock(caller, jobId, checkpointId);
    if (checkpoint.pinned()) {
      throw refusal(checkpoint, "it is pinned; unpin it first");
    }
    if (checkpoint.named()) {
      throw refusal(checkpoint, "a job that has not ended starts from it; wait for its end");
    }
    if (checkpoint.needed()) {
      throw refusal(
          checkpoint, "the job has not ended and would go on from it; wait for a newer one");
    }
    retention.delete(checkpoint.id());
    record(caller, jobId, "CHECKPOINT_DELETED", checkpoint, "");
  }

  /// Replaces what the spec, or somebody before, said, and deletes what is kept no longer.
  RetentionView change(
      Caller caller, UUID jobId, RetentionPolicy policy, @Nullable String ifMatch) {
    jobs.requireWritable(caller, jobId);
    retention.lock(jobId);
    RetentionStore.Terms terms = retention.fetch(jobId);
    tags.require(ifMatch, terms::retention);
    RetentionRules.require(policy, terms.spec(), terms.totalOptimizerSteps());
    if (!policy.equals(terms.retention().policy())) {
      retention.change(jobId, policy, caller.userId());
      String reason =
          "keeps %s; before: %s".formatted(policy.words(), terms.retention().policy().words());
      lifecycle.recordEvent(jobId, null, "RETENTION_CHANGED", caller.name(), reason);
      retention.deleteOutlived(jobId, CheckpointRetention.CHECKPOINTS_PER_TRANSACTION);
    }
    return retention.fetch(jobId).retention();
  }

  private PinStore.Locked lock(Caller caller, UUID jobId, UUID checkpointId) {
    jobs.requireWritable(caller, jobId);
    return pins.findAndLock(jobId, checkpointId)
        .orElseThrow(() -> CheckpointStore.notFound(jobId, checkpointId));
  }

  private void record(
      Caller caller, UUID jobId, String kind, PinStore.Locked checkpoint, String detail) {
    lifecycle.recordEvent(
        jobId,
        null,
        kind,
        caller.name(),
        "the checkpoint at optimizer step %d%s".formatted(checkpoint.optimizerStep(), detail));
  }

  private static ProblemException refusal(PinStore.Locked checkpoint, String why) {
    return new ProblemException(
        ProblemCode.WRONG_STATE,
        "the checkpoint at optimizer step %d stays: %s".formatted(checkpoint.optimizerStep(), why));
  }
}
