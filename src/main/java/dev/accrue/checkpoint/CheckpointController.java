package dev.accrue.checkpoint;

import dev.accrue.api.job.CheckpointView;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.MissingBlobs;
import dev.accrue.fleet.HeldLease;
import dev.accrue.job.Jobs;
import dev.accrue.representation.Sorted;
import dev.accrue.representation.Sparse;
import dev.accrue.representation.Tagged;
import dev.accrue.team.Caller;
import dev.accrue.team.LeaseHolder;
import jakarta.validation.Valid;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Takes checkpoints from trainers and lists them for people.
@RestController
class CheckpointController {

  private final CheckpointSaves saves;
  private final CheckpointStore store;
  private final CheckpointViews views;
  private final Jobs jobs;

  CheckpointController(
      CheckpointSaves saves, CheckpointStore store, CheckpointViews views, Jobs jobs) {
    this.saves = saves;
    this.store = store;
    this.views = views;
    this.jobs = jobs;
  }

  @PostMapping("/worker/v1/attempts/{attemptId}/checkpoints")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void save(
      LeaseHolder lease,
      @RequestHeader(HeldLease.FENCING_TOKEN) long fencingToken,
      @RequestBody @Valid CheckpointManifest manifest) {
    saves.save(lease, fencingToken, manifest);
  }

  @PostMapping("/worker/v1/attempts/{attemptId}/checkpoints/missing")
  MissingBlobs findMissing(
      LeaseHolder lease,
      @RequestHeader(HeldLease.FENCING_TOKEN) long fencingToken,
      @RequestBody @Valid CheckpointManifest manifest) {
    return new MissingBlobs(List.copyOf(saves.findMissing(lease, fencingToken, manifest)));
  }

  /// The job's checkpoints, the newest first.
  @Sparse
  @Sorted({"optimizerStep", "attemptNumber", "createdAt", "sizeBytes"})
  @GetMapping("/api/v1/jobs/{id}/checkpoints")
  List<CheckpointView> jobCheckpoints(Caller caller, @PathVariable UUID id) {
    jobs.requireVisible(caller, id);
    return views.list(id);
  }

  /// What a checkpoint holds: its tensors, and where in the data and the optimizer's time it
  /// stands.
  @Tagged
  @GetMapping("/api/v1/jobs/{id}/checkpoints/{checkpointId}")
  CheckpointManifest manifest(
      Caller caller, @PathVariable UUID id, @PathVariable UUID checkpointId) {
    jobs.requireVisible(caller, id);
    return store
        .find(id, checkpointId)
        .orElseThrow(() -> CheckpointStore.notFound(id, checkpointId));
  }
}
