package dev.accrue.checkpoint;

import dev.accrue.api.job.PinCheckpoint;
import dev.accrue.api.job.RetentionPolicy;
import dev.accrue.api.job.RetentionView;
import dev.accrue.job.Jobs;
import dev.accrue.representation.Tagged;
import dev.accrue.team.Caller;
import jakarta.validation.Valid;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Pins, deletions and retention.
@RestController
@RequestMapping(path = "/api/v1/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class CheckpointChangeController {

  private final CheckpointChanges changes;
  private final RetentionStore retention;
  private final Jobs jobs;

  CheckpointChangeController(CheckpointChanges changes, RetentionStore retention, Jobs jobs) {
    this.changes = changes;
    this.retention = retention;
    this.jobs = jobs;
  }

  /// Keeps a checkpoint whatever the policy says. Pinning again replaces the note.
  @PutMapping(path = "/checkpoints/{checkpointId}/pin", consumes = MediaType.APPLICATION_JSON_VALUE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void pinCheckpoint(
      Caller caller,
      @PathVariable UUID id,
      @PathVariable UUID checkpointId,
      @RequestBody @Valid PinCheckpoint pin) {
    changes.pin(caller, id, checkpointId, Objects.requireNonNullElse(pin.note(), ""));
  }

  /// Leaves a checkpoint to the policy again.
  @DeleteMapping("/checkpoints/{checkpointId}/pin")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void unpinCheckpoint(Caller caller, @PathVariable UUID id, @PathVariable UUID checkpointId) {
    changes.unpin(caller, id, checkpointId);
  }

  /// Deletes a checkpoint; refused while it is pinned, or a job that has not ended needs it.
  @DeleteMapping("/checkpoints/{checkpointId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteCheckpoint(Caller caller, @PathVariable UUID id, @PathVariable UUID checkpointId) {
    changes.delete(caller, id, checkpointId);
  }

  /// What is kept of the job's checkpoints.
  @Tagged
  @GetMapping("/retention")
  RetentionView retention(Caller caller, @PathVariable UUID id) {
    jobs.requireVisible(caller, id);
    return retention.fetch(id).retention();
  }

  /// Changes what is kept, also after the job has ended; what is kept no longer goes at once.
  @Tagged
  @PutMapping(path = "/retention", consumes = MediaType.APPLICATION_JSON_VALUE)
  RetentionView changeRetention(
      Caller caller,
      @PathVariable UUID id,
      @RequestBody @Valid RetentionPolicy policy,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    return changes.change(caller, id, policy, ifMatch);
  }
}
