package dev.accrue.training.attempt;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.SmallBlobs;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.loop.TrainingTensors;
import dev.accrue.training.torch.TensorValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/// Brings one checkpoint to the server: hashes its tensors, uploads those that are not there yet, a
/// few at a time, and names them all in a manifest. The points up to a checkpoint reach the server
/// before it, so that a resumed curve has no gap.
final class CheckpointUpload {

  private static final int MOST_TRIES = 3;

  /// Of a tensor that travels with others.
  private static final int SMALL_BYTES = 256 << 10;

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
    blobs.keySet().retainAll(Set.copyOf(missing));
    List<Callable<Integer>> uploads = new ArrayList<>();
    for (Map<String, TensorValue> group : groups(blobs)) {
      uploads.add(() -> uploadGroup(group));
    }
    lanes.inParallel(uploads);
  }

  /// Those that travel together: large ones alone, and small ones, of which each would cost a
  /// request, by the mebibyte.
  private static List<Map<String, TensorValue>> groups(Map<String, TensorValue> blobs) {
    List<Map<String, TensorValue>> groups = new ArrayList<>();
    Map<String, TensorValue> small = new LinkedHashMap<>();
    int smallBytes = 0;
    for (var blob : blobs.entrySet()) {
      int size = blob.getValue().bytes().remaining();
      if (size > SMALL_BYTES) {
        groups.add(Map.of(blob.getKey(), blob.getValue()));
        continue;
      }
      if (smallBytes + size > SmallBlobs.MAX_BYTES || small.size() == SmallBlobs.MAX_BLOBS) {
        groups.add(small);
        small = new LinkedHashMap<>();
        smallBytes = 0;
      }
      small.put(blob.getKey(), blob.getValue());
      smallBytes += size;
    }
    if (!small.isEmpty()) {
      groups.add(small);
    }
    return groups;
  }

  /// Uploads one group.
  ///
  /// @return how many were uploaded
  private int uploadGroup(Map<String, TensorValue> group) throws InterruptedException {
    if (group.size() == 1 || !uploadTogether(group)) {
      for (var blob : group.entrySet()) {
        api.upload(blob.getKey(), blob.getValue().bytes());
      }
    }
    return group.size();
  }

  /// Uploads a group with one request.
  ///
  /// @return false when the server refuses, as an older one does, which takes them one at a time
  private boolean uploadTogether(Map<String, TensorValue> group) throws InterruptedException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    group.forEach((sha256, value) -> {
      byte[] content = new byte[value.bytes().remaining()];
      value.bytes().get(content);
      contents.put(sha256, content);
    });
    try {
      api.upload(new SmallBlobs(contents));
      return true;
    } catch (ServerRefusedException e) {
      TrainerLog.warn("uploading tensors one at a time: " + e.getMessage());
      return false;
    }
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
