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

/// Brings one checkpoint to the server: hashes its tensors, uploads those that are not there yet,
/// and names them all in a manifest. The points up to a checkpoint reach the server before it, so
/// that a resumed curve has no gap.
final class CheckpointUpload {

  private final AttemptApi api;
  private final PointSender points;
  private final String specSha256;
  private final Map<String, String> libraryVersions;

  CheckpointUpload(
      AttemptApi api, PointSender points, String specSha256, Map<String, String> libraryVersions) {
    this.api = api;
    this.points = points;
    this.specSha256 = specSha256;
    this.libraryVersions = libraryVersions;
  }

  void save(TrainingState state, List<TrainingTensors.Copy> copies, Map<String, Double> metrics)
      throws InterruptedException {
    List<TensorEntry> entries = new ArrayList<>();
    Map<String, TensorValue> blobs = new LinkedHashMap<>();
    for (TrainingTensors.Copy copy : copies) {
      TensorValue value = copy.value();
      String sha256 = Sha256.of(value.bytes());
      blobs.put(sha256, value);
      entries.add(
          new TensorEntry(
              copy.name(),
              copy.role(),
              value.type().name(),
              value.shape(),
              value.bytes().remaining(),
              sha256));
    }
    CheckpointManifest manifest =
        new CheckpointManifest(
            state.optimizerStep(), state.position(), specSha256, libraryVersions, entries, metrics);
    for (String sha256 : api.missing(manifest)) {
      TensorValue value = blobs.get(sha256);
      if (value != null) {
        api.upload(sha256, value.bytes());
      }
    }
    points.flush();
    api.checkpoint(manifest);
    TrainerLog.info("saved a checkpoint at optimizer step " + state.optimizerStep());
  }
}
