package dev.accrue.training.attempt;

import dev.accrue.api.worker.TensorEntry;
import dev.accrue.training.loop.TrainingTensors;
import dev.accrue.training.torch.TensorValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/// Brings tensors to the server that it does not have yet: in groups, of which several are on their
/// way at once.
final class CheckpointUpload {

  /// Small enough for the lanes to end together.
  private static final long BYTES_PER_GROUP = 16L << 20;

  /// So that many small tensors share one question which of them are missing.
  private static final int TENSORS_PER_GROUP = 200;

  private final AttemptApi api;

  CheckpointUpload(AttemptApi api) {
    this.api = api;
  }

  /// Returns when the server has all of them.
  ///
  /// @return what the manifest says of them, in their order
  List<TensorEntry> send(List<TrainingTensors.Copy> copies) throws InterruptedException {
    Set<String> uploaded = ConcurrentHashMap.newKeySet();
    List<Callable<List<TensorEntry>>> tasks = new ArrayList<>();
    for (List<TrainingTensors.Copy> group : groups(copies)) {
      tasks.add(() -> sendGroup(group, uploaded));
    }
    return Lanes.inParallel("checkpoint-upload", tasks).stream().flatMap(List::stream).toList();
  }

  private static List<List<TrainingTensors.Copy>> groups(List<TrainingTensors.Copy> copies) {
    List<List<TrainingTensors.Copy>> groups = new ArrayList<>();
    List<TrainingTensors.Copy> group = new ArrayList<>();
    long bytes = 0;
    for (TrainingTensors.Copy copy : copies) {
      group.add(copy);
      bytes += copy.value().bytes().remaining();
      if (bytes >= BYTES_PER_GROUP || group.size() == TENSORS_PER_GROUP) {
        groups.add(group);
        group = new ArrayList<>();
        bytes = 0;
      }
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  /// Sends what of a group is missing.
  ///
  /// @param uploaded what some group uploads, so that no other does it again
  private List<TensorEntry> sendGroup(List<TrainingTensors.Copy> group, Set<String> uploaded)
      throws InterruptedException {
    List<TensorEntry> entries = new ArrayList<>();
    Map<String, TensorValue> blobs = new LinkedHashMap<>();
    for (TrainingTensors.Copy copy : group) {
      TensorEntry entry = entry(copy);
      entries.add(entry);
      blobs.put(entry.sha256(), copy.value());
    }
    for (String sha256 : api.missing(List.copyOf(blobs.keySet()))) {
      TensorValue value = blobs.get(sha256);
      if (value != null && uploaded.add(sha256)) {
        api.upload(sha256, value.bytes());
      }
    }
    return entries;
  }

  private static TensorEntry entry(TrainingTensors.Copy copy) {
    TensorValue value = copy.value();
    return new TensorEntry(
        copy.name(),
        copy.role(),
        value.type().name(),
        value.shape(),
        value.bytes().remaining(),
        Sha256.of(value.bytes()));
  }
}
