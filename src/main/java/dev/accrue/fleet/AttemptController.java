package dev.accrue.fleet;

import dev.accrue.api.worker.AttemptDescription;
import dev.accrue.api.worker.AttemptEnd;
import dev.accrue.api.worker.AttemptEvent;
import dev.accrue.api.worker.EquivalenceResult;
import dev.accrue.team.LeaseHolder;
import jakarta.validation.Valid;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What trainers ask and report. Sign-in has made sure that the path's attempt is the lease's.
@RestController
@RequestMapping("/worker/v1/attempts/{attemptId}")
class AttemptController {

  private final AttemptStarts starts;
  private final AttemptReports reports;
  private final AttemptEnds ends;

  AttemptController(AttemptStarts starts, AttemptReports reports, AttemptEnds ends) {
    this.starts = starts;
    this.reports = reports;
    this.ends = ends;
  }

  @GetMapping
  AttemptDescription describe(LeaseHolder lease) {
    return starts.start(lease);
  }

  @PostMapping("/events")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void report(
      LeaseHolder lease,
      @RequestHeader(HeldLease.FENCING_TOKEN) long fencingToken,
      @RequestBody @Valid AttemptEvent event) {
    reports.report(lease, fencingToken, event);
  }

  @PostMapping("/equivalence")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void report(
      LeaseHolder lease,
      @RequestHeader(HeldLease.FENCING_TOKEN) long fencingToken,
      @RequestBody @Valid EquivalenceResult result) {
    reports.report(lease, fencingToken, result);
  }

  @PostMapping("/end")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(
      LeaseHolder lease,
      @RequestHeader(HeldLease.FENCING_TOKEN) long fencingToken,
      @RequestBody @Valid AttemptEnd end) {
    ends.report(lease, fencingToken, end);
  }
}
