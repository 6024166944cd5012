package dev.accrue.training.attempt;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.loop.TrainingTensors;
import dev.accrue.training.torch.TensorValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Brings one checkpoint to the server: hashes its tensors, uploads those that are not there yet, a
/// few at a time, and names them all in a manifest. The points up to a checkpoint reach the server
/// before it, so that a resumed curve has no gap.
final class CheckpointUpload {

  private static final int MOST_TRIES = 3;

  private final AttemptApi api;
  private final PointSender points;
  private final Lanes lanes;
  private final String specSha256;
  private final Map<String, String> libraryVersions;

  CheckpointUpload(
      AttemptApi api,
      PointSender points,
      Lanes lanes,
      String specSha256,
      Map<String, String> libraryVersions) {
    this.api = api;
    this.points = points;
    this.lanes = lanes;
    this.specSha256 = specSha256;
    this.libraryVersions = libraryVersions;
  }

  /// Returns when the checkpoint is visible. The server is asked before the first upload, so that a
  /// checkpoint that it refuses costs no bytes.
  CheckpointManifest save(
      TrainingState state, List<TrainingTensors.Copy> copies, Map<String, Double> metrics)
      throws InterruptedException {
    List<TensorEntry> entries =
        lanes.inParallel(copies.stream().map(CheckpointUpload::hashing).toList());
    CheckpointManifest manifest =
        new CheckpointManifest(
            state.optimizerStep(), state.position(), specSha256, libraryVersions, entries, metrics);
    bring(manifest, copies);
    TrainerLog.info("saved a checkpoint at optimizer step " + state.optimizerStep());
    return manifest;
  }

  /// A tensor that the server had may be found damaged before the manifest names it: then it is
  /// missing all at once.
  private void bring(CheckpointManifest manifest, List<TrainingTensors.Copy> copies)
      throws InterruptedException {
    List<String> missing = api.missing(manifest);
    for (int tries = 1; ; tries++) {
      upload(missing, manifest.tensors(), copies);
      points.flush();
      try {
        api.checkpoint(manifest);
        return;
      } catch (ServerRefusedException e) {
        missing = tries < MOST_TRIES ? api.missing(manifest) : List.of();
        if (missing.isEmpty()) {
          throw e;
        }
      }
    }
  }

  private void upload(
      List<String> missing, List<TensorEntry> entries, List<TrainingTensors.Copy> copies)
      throws InterruptedException {
    Map<String, TensorValue> blobs = new LinkedHashMap<>();
    for (int index = 0; index < copies.size(); index++) {
      blobs.put(entries.get(index).sha256(), copies.get(index).value());
    }
    List<Callable<Boolean>> uploads = new ArrayList<>();
    for (String sha256 : missing) {
      TensorValue value = blobs.get(sha256);
      if (value != null) {
        uploads.add(() -> {
          api.upload(sha256, value.bytes());
          return true;
        });
      }
    }
    lanes.inParallel(uploads);
  }

  private static Callable<TensorEntry> hashing(TrainingTensors.Copy copy) {
    TensorValue value = copy.value();
    return () ->
        new TensorEntry(
            copy.name(),
            copy.role(),
            value.type().name(),
            value.shape(),
            value.bytes().remaining(),
            Sha256.of(value.bytes()));
  }
}
