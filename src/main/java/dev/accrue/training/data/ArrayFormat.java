package dev.accrue.training.data;

import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.ImageSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.architecture.TwoExtents;
import dev.accrue.format.NumericArray;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Arrays of numbers: one of features, and one per task to be predicted.
final class ArrayFormat extends SplitFormat<Split> {

  private final ArrayFiles files;
  private final JobSpec job;
  private final DataSpec data;
  private final List<WantedTarget> wanted;
  private final ElementType type;

  ArrayFormat(ArrayFiles files, JobSpec job, List<WantedTarget> wanted, ElementType type) {
    this.files = files;
    this.job = job;
    this.data = job.data();
    this.wanted = wanted;
    this.type = type;
  }

  @Override
  Split read(String split) throws IOException, InterruptedException {
    Map<String, NumericArray> arrays = files.open(split);
    List<ArrayTarget> targets = new ArrayList<>();
    for (WantedTarget target : wanted) {
      String name = targetName(target.name(), arrays, split);
      targets.add(ArrayTarget.of(split, name, array(arrays, name, split), target.use()));
    }
    Set<String> predicted = targets.stream().map(ArrayTarget::name).collect(Collectors.toSet());
    String features = featuresName(arrays, predicted, split);
    NumericArray samples = array(arrays, features, split);
    Split read = new Split(split, samples, targets, areSequences(samples.shape()));
    requireSize(read);
    return read;
  }

  /// A module of the user's own gets arrays as they are, and IDX as the images that it is made for.
  private boolean areSequences(List<Long> shape) {
    if (shape.size() != 3) {
      return false;
    }
    return job.model() instanceof ModelSpec.TorchScript
        ? !(files instanceof ArrayFiles.Idx)
        : TwoExtents.areSequences(job.model(), job.training().tasks(), shape.subList(1, 3));
  }

  /// Arrays are not resized.
  private void requireSize(Split split) {
    ImageSpec image = data.image();
    if (image == null || image.height() == null || image.width() == null) {
      return;
    }
    List<Long> shape = split.sampleShape();
    List<Long> wanted = List.of((long) image.height(), (long) image.width());
    if (shape.size() != 3 || !shape.subList(1, 3).equals(wanted)) {
      throw new TrainingRefusedException(
          "samples of split %s have the shape %s and are not resized; remove data.image.height and width"
              .formatted(split.name(), shape));
    }
  }

  @Override
  int size(Split split) {
    return split.size();
  }

  @Override
  Function<Split, SampleSource> fit(Split split, int[] rows) {
    Standardization measured = Standardization.of(split, rows, data.image());
    return shown -> new ArraySource(shown, measured, type, data.image());
  }

  /// Named, or the usual name, or what is left when there are two.
  private static String targetName(
      @Nullable String named, Map<String, NumericArray> arrays, String split) {
    if (named != null) {
      return named;
    }
    for (String usual : List.of(ArrayFiles.TARGETS, "target", "labels", "label", "y")) {
      if (arrays.containsKey(usual)) {
        return usual;
      }
    }
    throw new TrainingRefusedException(
        "split %s has the arrays %s, and none is named targets; write data.target"
            .formatted(split, arrays.keySet()));
  }

  private String featuresName(
      Map<String, NumericArray> arrays, Set<String> predicted, String split) {
    List<String> named = data.features();
    List<String> candidates =
        named != null
            ? named
            : arrays.keySet().stream().filter(name -> !predicted.contains(name)).toList();
    if (candidates.size() != 1) {
      throw new TrainingRefusedException(
          "split %s has the arrays %s to learn from; name one in data.features"
              .formatted(split, candidates));
    }
    return candidates.getFirst();
  }

  private static NumericArray array(Map<String, NumericArray> arrays, String name, String split) {
    NumericArray array = arrays.get(name);
    if (array == null) {
      throw new TrainingRefusedException(
          "split %s has no array %s; it has %s".formatted(split, name, arrays.keySet()));
    }
    return array;
  }
}
