package dev.accrue.training.attempt;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.SmallBlobs;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.loop.TrainingState;
import dev.accrue.training.loop.TrainingTensors;
import dev.accrue.training.torch.TensorValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

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
    Map<String, Blob> blobs = new LinkedHashMap<>();
    for (int index = 0; index < copies.size(); index++) {
      String sha256 = entries.get(index).sha256();
      blobs.put(sha256, new Blob(sha256, copies.get(index).value().bytes()));
    }
    blobs.keySet().retainAll(Set.copyOf(missing));
    List<Callable<Boolean>> uploads = new ArrayList<>();
    for (List<Blob> group : groups(blobs.values())) {
      uploads.add(() -> (group.size() > 1 && uploadTogether(group)) || uploadEach(group));
    }
    lanes.inParallel(uploads);
  }

  /// Bytes by their digest.
  private record Blob(String sha256, ByteBuffer bytes) {

    long sizeBytes() {
      return bytes.remaining();
    }

    byte[] copy() {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(bytes.position(), copy);
      return copy;
    }
  }

  /// Those that travel together: large ones alone, and small ones by the mebibyte.
  private static List<List<Blob>> groups(Collection<Blob> blobs) {
    Map<Boolean, List<Blob>> bySmallness =
        blobs.stream().collect(Collectors.partitioningBy(it -> it.sizeBytes() <= SMALL_BYTES));
    List<List<Blob>> groups =
        Batches.of(
            bySmallness.getOrDefault(true, List.of()),
            Blob::sizeBytes,
            SmallBlobs.MAX_BYTES,
            SmallBlobs.MAX_BLOBS);
    bySmallness.getOrDefault(false, List.of()).forEach(large -> groups.add(List.of(large)));
    return groups;
  }

  private boolean uploadEach(List<Blob> group) throws InterruptedException {
    for (Blob blob : group) {
      api.upload(blob.sha256(), blob.bytes());
    }
    return true;
  }

  /// Uploads a group with one request.
  ///
  /// @return false when the server refuses, as an older one does, which takes them one at a time
  private boolean uploadTogether(List<Blob> group) throws InterruptedException {
    Map<String, byte[]> contents = new LinkedHashMap<>();
    group.forEach(blob -> contents.put(blob.sha256(), blob.copy()));
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
