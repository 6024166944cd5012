package dev.accrue.job;

import dev.accrue.api.job.JobEventView;
import dev.accrue.api.job.JobPage;
import dev.accrue.api.job.JobState;
import dev.accrue.api.job.JobView;
import dev.accrue.job.spec.SpecFormat;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import dev.accrue.representation.Tagged;
import dev.accrue.team.Caller;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Jobs over HTTP.
@RestController
@RequestMapping(path = "/api/v1/jobs", produces = MediaType.APPLICATION_JSON_VALUE)
class JobController {

  static final int MAX_LABELS = 8;
  static final String LABEL = "[a-z0-9._/-]{1,63}=[A-Za-z0-9._-]{1,63}";

  private final JobSubmission submission;
  private final VisibleJobs jobs;

  JobController(JobSubmission submission, VisibleJobs jobs) {
    this.submission = submission;
    this.jobs = jobs;
  }

  /// Submits a job. A spec that was sent before with the same `Idempotency-Key` is answered with
  /// 200 and its job.
  @ApiResponse(responseCode = "201", description = "The new job")
  @ApiResponse(responseCode = "200", description = "The job that was submitted before")
  @PostMapping(
      consumes = {
        MediaType.APPLICATION_JSON_VALUE,
        SpecMedia.YAML,
        SpecMedia.OLD_YAML,
        SpecMedia.TEXT_YAML
      })
  ResponseEntity<JobView> submitJob(
      @RequestBody(required = false) byte @Nullable [] body,
      @Parameter(hidden = true) @RequestHeader("Content-Type") MediaType contentType,
      @RequestHeader(name = "Idempotency-Key", required = false)
          @Pattern(regexp = "[!-~]{1,200}", message = "is not 1 to 200 visible ASCII characters")
          @Nullable String idempotencyKey,
      Caller caller) {
    SpecFormat format = SpecMedia.format(contentType);
    byte[] spec = body == null ? new byte[0] : body;
    JobSubmission.Outcome outcome = submission.submit(caller, spec, format, idempotencyKey);
    return ResponseEntity.status(outcome.created() ? HttpStatus.CREATED : HttpStatus.OK)
        .location(URI.create("/api/v1/jobs/" + outcome.jobId()))
        .body(jobs.fetch(caller, outcome.jobId()));
  }

  /// The jobs of the caller's teams, the newest first; `label=KEY=VALUE` shows only those with this
  /// label, and may be given several times. `q` shows only those that have all of its words, each
  /// in the name, in a label, in the name of who submitted the job, or as the beginning of the
  /// identifier, whatever their case. Of jobs that are alike in what they are sorted by, the one
  /// that was made first comes first, or last where the order is the other way round; a job that
  /// has not ended has the latest `finishedAt`.
  @Sparse
  @Sorted(
      value = {"createdAt", "name", "priority", "state", "finishedAt"},
      most = 1)
  @GetMapping
  JobPage listJobs(
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
      @RequestParam(required = false) @Nullable JobState state,
      @RequestParam(required = false) @Nullable String team,
      @RequestParam(required = false) @Size(max = MAX_LABELS)
          @Nullable
              List<
                  @Pattern(regexp = LABEL, message = "is not a label such as project=vision")
                  String>
              label,
      @RequestParam(required = false)
          @Size(max = JobSearch.MAX_LENGTH)
          @Pattern(regexp = "\\P{Cc}*", message = "has control characters")
          @Nullable String q,
      Caller caller) {
    JobFilter filter = new JobFilter(state, labels(label), JobSearch.read(q));
    return jobs.list(caller, team, filter, JobViewTables.SORT_KEYS.page(sort, cursor, limit));
  }

  private static Map<String, String> labels(@Nullable List<String> pairs) {
    Map<String, String> labels = new TreeMap<>();
    if (pairs != null) {
      pairs.forEach(pair -> labels.put(pair.split("=", 2)[0], pair.split("=", 2)[1]));
    }
    return labels;
  }

  /// A job.
  @Tagged
  @GetMapping("/{id}")
  JobView job(@PathVariable UUID id, Caller caller) {
    return jobs.fetch(caller, id);
  }

  /// What happened to the job, in order: the newest events, or those after one.
  @Sparse
  @GetMapping("/{id}/events")
  List<JobEventView> jobEvents(
      @PathVariable UUID id,
      @RequestParam(required = false) @Min(0) @Nullable Long after,
      @RequestParam(defaultValue = "1000") @Min(1) @Max(1000) int limit,
      Caller caller) {
    return jobs.events(caller, id, after, limit);
  }
}
