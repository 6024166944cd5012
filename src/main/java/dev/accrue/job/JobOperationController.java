package dev.accrue.job;

import dev.accrue.api.job.BulkOperation;
import dev.accrue.api.job.BulkResult;
import dev.accrue.api.job.ChangePriority;
import dev.accrue.api.job.JobOperation;
import dev.accrue.api.job.JobView;
import dev.accrue.representation.Tagged;
import dev.accrue.team.Caller;
import jakarta.validation.Valid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Operations on jobs, for members of their teams. A job in a state that does not allow one is
/// answered 409.
@RestController
@RequestMapping(path = "/api/v1/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
class JobOperationController {

  private final JobOperations operations;
  private final VisibleJobs jobs;

  JobOperationController(JobOperations operations, VisibleJobs jobs) {
    this.operations = operations;
    this.jobs = jobs;
  }

  /// Asks for the job's end.
  @PostMapping("/{id}/cancel")
  JobView cancelJob(@PathVariable UUID id, Caller caller) {
    return carryOut(caller, id, JobOperation.CANCEL);
  }

  /// Has a running job save and give its devices back. It keeps its place in the queue.
  @PostMapping("/{id}/preempt")
  JobView preemptJob(@PathVariable UUID id, Caller caller) {
    return carryOut(caller, id, JobOperation.PREEMPT);
  }

  /// Keeps the job from starting. One that runs saves and gives its devices back first.
  @PostMapping("/{id}/hold")
  JobView holdJob(@PathVariable UUID id, Caller caller) {
    return carryOut(caller, id, JobOperation.HOLD);
  }

  /// Lets a held job start again.
  @PostMapping("/{id}/release")
  JobView releaseJob(@PathVariable UUID id, Caller caller) {
    return carryOut(caller, id, JobOperation.RELEASE);
  }

  /// Queues a failed or canceled job again. It goes on from its last checkpoint.
  @PostMapping("/{id}/requeue")
  JobView requeueJob(@PathVariable UUID id, Caller caller) {
    return carryOut(caller, id, JobOperation.REQUEUE);
  }

  /// Puts a waiting job before all others of its team.
  @PostMapping("/{id}/front")
  JobView moveJobToFront(@PathVariable UUID id, Caller caller) {
    return carryOut(caller, id, JobOperation.MOVE_TO_FRONT);
  }

  /// Gives the job another priority among the jobs of its team.
  @Tagged
  @PutMapping(path = "/{id}/priority", consumes = MediaType.APPLICATION_JSON_VALUE)
  JobView changeJobPriority(
      @PathVariable UUID id,
      @RequestBody @Valid ChangePriority change,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
      Caller caller) {
    operations.changePriority(caller, id, change.priority(), ifMatch);
    return jobs.fetch(caller, id);
  }

  /// The same operation on up to 1,000 jobs, each on its own: some may be refused and others done.
  @PostMapping(path = "/bulk", consumes = MediaType.APPLICATION_JSON_VALUE)
  BulkResult changeJobs(@RequestBody @Valid BulkOperation bulk, Caller caller) {
    return operations.carryOut(caller, bulk);
  }

  private JobView carryOut(Caller caller, UUID id, JobOperation operation) {
    operations.carryOut(caller, id, operation, null);
    return jobs.fetch(caller, id);
  }
}
