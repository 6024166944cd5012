package dev.accrue.job;

import dev.accrue.api.job.ForkJob;
import dev.accrue.api.job.JobView;
import dev.accrue.api.job.LineageView;
import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.InitialTake;
import dev.accrue.job.spec.SpecFormat;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.team.Caller;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Jobs that begin from others' checkpoints.
@RestController
class ForkController {

  private final VisibleJobs jobs;
  private final JobLineage lineage;
  private final JobSubmission submission;
  private final JsonMapper json;

  ForkController(VisibleJobs jobs, JobLineage lineage, JobSubmission submission, JsonMapper json) {
    this.jobs = jobs;
    this.lineage = lineage;
    this.submission = submission;
    this.json = json;
  }

  /// Submits a job with this one's spec, changed, that begins from the checkpoint. What the spec
  /// waits for (`scheduling.after`, `scheduling.notBefore`) is left out.
  @ApiResponse(responseCode = "201", description = "The new job")
  @ApiResponse(responseCode = "200", description = "The job that was submitted before")
  @PostMapping("/api/v1/jobs/{id}/checkpoints/{checkpointId}/fork")
  ResponseEntity<JobView> forkJob(
      @PathVariable UUID id,
      @PathVariable UUID checkpointId,
      @RequestBody ForkJob fork,
      @RequestHeader(name = "Idempotency-Key", required = false)
          @Pattern(regexp = "[!-~]{1,200}", message = "is not 1 to 200 visible ASCII characters")
          @Nullable String idempotencyKey,
      Caller caller) {
    JobView parent = jobs.fetch(caller, id);
    if (!lineage.has(id, checkpointId)) {
      throw new ProblemException(
          ProblemCode.NOT_FOUND,
          "job %s has no checkpoint %s; it may have been replaced by a newer one"
              .formatted(id, checkpointId));
    }
    byte[] spec = json.writeValueAsBytes(changed(parent, checkpointId, fork));
    JobSubmission.Outcome outcome =
        submission.submit(caller, spec, SpecFormat.JSON, idempotencyKey);
    return ResponseEntity.status(outcome.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .location(URI.create("/api/v1/jobs/" + outcome.jobId()))
        .body(jobs.fetch(caller, outcome.jobId()));
  }

  /// Where a job comes from and what came of it.
  @GetMapping("/api/v1/jobs/{id}/lineage")
  LineageView jobLineage(@PathVariable UUID id, Caller caller) {
    jobs.requireVisible(caller, id);
    return lineage.find(id);
  }

  private ObjectNode changed(JobView parent, UUID checkpointId, ForkJob fork) {
    ObjectNode spec = (ObjectNode) json.readTree(CanonicalSpec.write(parent.spec()));
    if (spec.get("scheduling") instanceof ObjectNode scheduling) {
      scheduling.remove("after");
      scheduling.remove("notBefore");
    }
    ObjectNode initial = spec.putObject("initialWeights");
    initial.put("checkpoint", checkpointId.toString());
    InitialTake take = Objects.requireNonNullElse(fork.take(), InitialTake.WEIGHTS);
    initial.set("take", json.valueToTree(take));
    if (fork.changes() != null) {
      merge(spec, json.valueToTree(fork.changes()));
    }
    return spec;
  }

  /// RFC 7396. The depth is that of the body, which Jackson limits.
  private static void merge(ObjectNode target, ObjectNode patch) {
    patch
        .properties()
        .forEach(change -> {
          JsonNode value = change.getValue();
          if (value.isNull()) {
            target.remove(change.getKey());
          } else if (value instanceof ObjectNode inner) {
            JsonNode old = target.get(change.getKey());
            merge(
                old instanceof ObjectNode object ? object : target.putObject(change.getKey()),
                inner);
          } else {
            target.set(change.getKey(), value);
          }
        });
  }
}
