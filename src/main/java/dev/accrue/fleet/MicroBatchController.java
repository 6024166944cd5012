package dev.accrue.fleet;

import dev.accrue.api.worker.FittedMicroBatch;
import dev.accrue.api.worker.KnownMicroBatch;
import dev.accrue.team.LeaseHolder;
import jakarta.validation.Valid;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What trainers of a team found out about the memory of its models.
@RestController
@RequestMapping("/worker/v1/attempts/{attemptId}/micro-batches")
class MicroBatchController {

  private final MicroBatchStore store;

  MicroBatchController(MicroBatchStore store) {
    this.store = store;
  }

  @GetMapping("/{key}")
  KnownMicroBatch find(LeaseHolder lease, @PathVariable String key) {
    return store.find(lease, key);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remember(
      LeaseHolder lease,
      @RequestHeader(HeldLease.FENCING_TOKEN) long fencingToken,
      @RequestBody @Valid FittedMicroBatch found) {
    store.remember(lease, fencingToken, found);
  }
}
