package dev.accrue.job;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.job.JobSubmissionTables.NewJob;
import dev.accrue.job.JobSubmissionTables.Submitted;
import dev.accrue.job.spec.ReadSpec;
import dev.accrue.job.spec.SpecFormat;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes job specs and puts jobs into the queue.
@Component
class JobSubmission {

  private final CallersSpecs specs;
  private final JobSubmissionTables tables;
  private final JobReferences references;
  private final JobLineage lineage;
  private final ForkFit forkFit;
  private final JobDependencies dependencies;
  private final QueueRoom room;
  private final JobLifecycle lifecycle;
  private final ModuleGate gate;
  private final TransactionTemplate transaction;
  private final Clock clock;

  JobSubmission(
      CallersSpecs specs,
      JobSubmissionTables tables,
      JobReferences references,
      JobLineage lineage,
      ForkFit forkFit,
      JobDependencies dependencies,
      QueueRoom room,
      JobLifecycle lifecycle,
      ModuleGate gate,
      TransactionTemplate transaction,
      Clock clock) {
    this.specs = specs;
    this.tables = tables;
    this.references = references;
    this.lineage = lineage;
    this.forkFit = forkFit;
    this.dependencies = dependencies;
    this.room = room;
    this.lifecycle = lifecycle;
    this.gate = gate;
    this.transaction = transaction;
    this.clock = clock;
  }

  /// The job's id, and whether this call made it.
  record Outcome(UUID jobId, boolean created) {}

  /// Reads a spec and queues it; or finds the job that the same caller submitted before under the
  /// same idempotency key.
  Outcome submit(Caller caller, byte[] body, SpecFormat format, @Nullable String idempotencyKey) {
    ReadSpec read = specs.read(caller, body, format);
    Membership membership = membership(caller, read.spec().team());
    VisibleJobs.requireWriter(membership);
    Optional<UUID> before = findSubmittedBefore(caller, read.spec(), idempotencyKey);
    if (before.isPresent()) {
      return new Outcome(before.get(), false);
    }
    forkFit.check(membership.teamId(), read.spec(), read.totalOptimizerSteps());
    Optional<String> deferred = gate.check(membership.teamId(), read);
    NewJob job =
        new NewJob(
            UUID.randomUUID(),
            membership.teamId(),
            caller.userId(),
            read.spec(),
            read.totalOptimizerSteps(),
            idempotencyKey,
            clock.instant());
    boolean created =
        Boolean.TRUE.equals(
            transaction.execute(_ -> queue(job, membership, caller.name(), deferred)));
    return new Outcome(created ? job.id() : submittedBefore(job), created);
  }

  private boolean queue(
      NewJob job, Membership membership, String actor, Optional<String> deferred) {
    room.require(membership.teamId(), membership.team());
    boolean inserted = tables.insert(job);
    if (inserted) {
      references.hold(job.id(), job.teamId(), job.spec());
      lineage.record(job.id(), job.teamId(), job.spec());
      dependencies.await(job.id(), job.teamId(), job.spec());
      lifecycle.recordSubmission(job.id(), actor);
      deferred.ifPresent(reason ->
          lifecycle.recordEvent(
              job.id(), null, "CHECK_DEFERRED", actor, reason + "; the first attempt does"));
    }
    return inserted;
  }

  private static Membership membership(Caller caller, String team) {
    return caller
        .findMembership(team)
        .orElseThrow(() -> new IllegalStateException("the reader lets only the caller's teams by"));
  }

  /// A job that was submitted before needs no second trial of its module.
  private Optional<UUID> findSubmittedBefore(Caller caller, JobSpec spec, @Nullable String key) {
    return key == null
        ? Optional.empty()
        : tables
            .findSubmitted(caller.userId(), key)
            .map(submitted -> requireSame(submitted, spec, key));
  }

  private UUID submittedBefore(NewJob job) {
    String key = String.valueOf(job.idempotencyKey());
    Submitted submitted =
        tables
            .findSubmitted(job.userId(), key)
            .orElseThrow(() -> new IllegalStateException("the insert met a job with this key"));
    return requireSame(submitted, job.spec(), key);
  }

  private static UUID requireSame(Submitted submitted, JobSpec spec, String key) {
    if (!submitted.specSha256().equals(CanonicalSpec.sha256Hex(spec))) {
      Violation violation =
          new Violation(
              "Idempotency-Key",
              key,
              "was used before for another spec, as job " + submitted.id(),
              "send a new key with a new spec");
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST,
          "Idempotency-Key %s; %s".formatted(violation.message(), violation.fix()),
          List.of(violation));
    }
    return submitted.id();
  }
}
