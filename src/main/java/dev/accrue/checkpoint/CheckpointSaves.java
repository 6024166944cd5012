package dev.accrue.checkpoint;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.blob.BlobStore;
import dev.accrue.fleet.HeldLease;
import dev.accrue.fleet.Leases;
import dev.accrue.job.JobLifecycle;
import dev.accrue.team.LeaseHolder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Takes checkpoints: fence, blobs, manifest, event and retention in one transaction, so that a
/// checkpoint is there as a whole or not at all.
@Component
class CheckpointSaves {

  private static final int NAMED_IN_A_REFUSAL = 5;

  private final Leases leases;
  private final CheckpointStore store;
  private final RetentionStore retention;
  private final CheckpointQuota quota;
  private final BlobStore blobs;
  private final JobLifecycle lifecycle;

  CheckpointSaves(
      Leases leases,
      CheckpointStore store,
      RetentionStore retention,
      CheckpointQuota quota,
      BlobStore blobs,
      JobLifecycle lifecycle) {
    this.quota = quota;
    this.blobs = blobs;
    this.leases = leases;
    this.store = store;
    this.retention = retention;
    this.lifecycle = lifecycle;
  }

  /// The same manifest again, after a lost answer, changes nothing and is fine.
  @Transactional
  public void save(LeaseHolder lease, long fencingToken, CheckpointManifest manifest) {
    long sizeBytes = ManifestRules.totalBytes(manifest);
    HeldLease held = leases.hold(lease, fencingToken);
    CheckpointStore.Terms terms = store.fetchTerms(held.jobId());
    requireFit(manifest, terms);
    requireBlobs(manifest);
    quota.require(held.jobId(), manifest);
    if (!store.insert(held, manifest, sizeBytes)) {
      requireSame(held, manifest);
      return;
    }
    lifecycle.recordEvent(
        held.jobId(),
        held.attemptId(),
        "CHECKPOINT_SAVED",
        held.actor(),
        "at optimizer step %d, %d tensors, %.2f MB"
            .formatted(manifest.optimizerStep(), manifest.tensors().size(), sizeBytes / 1e6));
    retention.deleteOutlived(held.jobId(), CheckpointRetention.CHECKPOINTS_PER_TRANSACTION);
  }

  /// What has to be uploaded before a manifest can be saved; refused at once where the team has no
  /// room for it, before bytes travel.
  @Transactional
  public Set<String> findMissing(
      LeaseHolder lease, long fencingToken, CheckpointManifest manifest) {
    ManifestRules.totalBytes(manifest);
    leases.check(lease, fencingToken);
    quota.require(lease.jobId(), manifest);
    return blobs.findMissing(manifest.tensors().stream().map(TensorEntry::sha256).toList());
  }

  private static void requireFit(CheckpointManifest manifest, CheckpointStore.Terms terms) {
    if (manifest.optimizerStep() > terms.totalOptimizerSteps()) {
      throw ManifestRules.refusal(
          "optimizerStep %d is beyond the job's %d"
              .formatted(manifest.optimizerStep(), terms.totalOptimizerSteps()));
    }
    if (!manifest.specSha256().equals(terms.specSha256())) {
      throw ManifestRules.refusal(
          "specSha256 %s is not the job's, which is %s"
              .formatted(manifest.specSha256(), terms.specSha256()));
    }
  }

  private void requireBlobs(CheckpointManifest manifest) {
    Map<String, Long> stored = store.lockBlobs(manifest.tensors());
    List<String> unfit =
        manifest.tensors().stream()
            .filter(tensor -> !Objects.equals(stored.get(tensor.sha256()), tensor.sizeBytes()))
            .map(TensorEntry::name)
            .toList();
    if (!unfit.isEmpty()) {
      throw ManifestRules.refusal(
          "%d tensors have no stored blob of their size, among them %s; upload them first"
              .formatted(
                  unfit.size(),
                  String.join(", ", unfit.subList(0, Math.min(unfit.size(), NAMED_IN_A_REFUSAL)))));
    }
  }

  private void requireSame(HeldLease held, CheckpointManifest manifest) {
    if (!store.isSaved(held.attemptId(), manifest)) {
      throw ManifestRules.refusal(
          "another checkpoint of this attempt at optimizer step %d is saved already"
              .formatted(manifest.optimizerStep()));
    }
  }
}
