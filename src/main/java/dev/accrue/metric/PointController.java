package dev.accrue.metric;

import dev.accrue.api.worker.PointBatch;
import dev.accrue.fleet.HeldLease;
import dev.accrue.team.LeaseHolder;
import jakarta.validation.Valid;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Takes points from trainers.
@RestController
class PointController {

  private final PointIngest ingest;

  PointController(PointIngest ingest) {
    this.ingest = ingest;
  }

  @PostMapping("/worker/v1/attempts/{attemptId}/points")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void ingest(
      LeaseHolder lease,
      @RequestHeader(HeldLease.FENCING_TOKEN) long fencingToken,
      @RequestBody @Valid PointBatch batch) {
    ingest.ingest(lease, fencingToken, batch);
  }
}
