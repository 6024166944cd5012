package dev.accrue.log;

import dev.accrue.api.worker.LogBatch;
import dev.accrue.api.worker.LogReceipt;
import dev.accrue.fleet.HeldLease;
import dev.accrue.team.LeaseHolder;
import jakarta.validation.Valid;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// Takes lines from workers, for their trainers.
@RestController
class LogIngestController {

  private final LogIngest ingest;

  LogIngestController(LogIngest ingest) {
    this.ingest = ingest;
  }

  @PostMapping("/worker/v1/attempts/{attemptId}/logs")
  LogReceipt ingest(
      LeaseHolder lease,
      @RequestHeader(HeldLease.FENCING_TOKEN) long fencingToken,
      @RequestBody @Valid LogBatch batch) {
    return ingest.ingest(lease, fencingToken, batch);
  }
}
