package dev.accrue.training.script;

import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TrainableModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Weights that a model starts from, in place of those that it has.
///
/// @param strict whether every tensor must match by name and shape; otherwise those that do are
///   taken
public record StartingWeights(WeightSource source, boolean strict) {

  private static final int MAX_NAMED = 8;

  /// What fits and what does not.
  private record Match(
      List<String> matched, List<String> missing, List<String> unexpected, List<String> unlike) {

    boolean complete() {
      return missing.isEmpty() && unexpected.isEmpty() && unlike.isEmpty();
    }
  }

  /// Puts the weights into the model.
  ///
  /// @return what was taken, as a sentence
  /// @throws TrainingRefusedException when not every tensor matches (strict), or none does
  public String load(TrainableModel model) throws IOException {
    List<NamedArray> arrays =
        Stream.concat(model.parameters().stream(), model.buffers().stream()).toList();
    Match match = match(arrays);
    if (match.matched().isEmpty() || (strict && !match.complete())) {
      throw new TrainingRefusedException(
          "%s does not fit the model: %s. %s"
              .formatted(
                  source.what(),
                  description(match),
                  match.matched().isEmpty()
                      ? "Not one tensor of the model is in it; compare the names"
                      : "Write initialWeights.strict: false to take what fits"));
    }
    Map<String, TensorValue> values = new TreeMap<>();
    for (NamedArray array : arrays) {
      if (match.matched().contains(array.name())) {
        values.put(array.name(), source.read(array.name(), type(array)));
      }
    }
    model.overwrite(values);
    return match.complete()
        ? "all %d tensors of the model come from %s".formatted(arrays.size(), source.what())
        : "%d of the model's %d tensors come from %s: %s"
            .formatted(values.size(), arrays.size(), source.what(), description(match));
  }

  private Match match(List<NamedArray> arrays) {
    Map<String, List<Long>> shapes = source.shapes();
    Match match =
        new Match(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Map<String, List<Long>> rest = new TreeMap<>(shapes);
    for (NamedArray array : arrays) {
      List<Long> shape = Arrays.stream(array.array().getShape().getShape()).boxed().toList();
      List<Long> theirs = rest.remove(array.name());
      if (theirs == null) {
        match.missing().add(array.name());
      } else if (!theirs.equals(shape)) {
        match.unlike().add("%s %s for %s".formatted(array.name(), theirs, shape));
      } else if (!source.converts(array.name(), type(array))) {
        match.unlike().add("%s, whose type is no %s".formatted(array.name(), type(array)));
      } else {
        match.matched().add(array.name());
      }
    }
    match.unexpected().addAll(rest.keySet());
    return match;
  }

  private static ElementType type(NamedArray array) {
    return ElementType.of(array.array().getDataType());
  }

  private static String description(Match match) {
    List<String> parts = new ArrayList<>();
    parts.add("%d tensors match".formatted(match.matched().size()));
    if (!match.missing().isEmpty()) {
      parts.add(
          "%d are missing (%s)"
              .formatted(
                  match.missing().size(),
                  some(
                      match.missing().stream()
                          .map(name -> name + nearest(name, match.unexpected()))
                          .toList())));
    }
    if (!match.unexpected().isEmpty()) {
      parts.add(
          "%d are not the model's (%s)"
              .formatted(match.unexpected().size(), some(match.unexpected())));
    }
    if (!match.unlike().isEmpty()) {
      parts.add(
          "%d have another shape or type (%s)"
              .formatted(match.unlike().size(), some(match.unlike())));
    }
    return String.join("; ", parts);
  }

  private static String some(Collection<String> names) {
    String first =
        names.stream()
            .limit(MAX_NAMED)
            .map(StartingWeights::shown)
            .collect(Collectors.joining(", "));
    return names.size() > MAX_NAMED ? first + ", …" : first;
  }

  private static String shown(String name) {
    String plain = name.replaceAll("\\p{Cc}", "?");
    return plain.length() <= 200 ? plain : plain.substring(0, 200) + "…";
  }

  /// Names of one tensor in two programs mostly differ at their beginning.
  private static String nearest(String name, List<String> candidates) {
    String best = "";
    int longest = name.length() - name.lastIndexOf('.') - 1;
    for (String candidate : candidates.subList(0, Math.min(candidates.size(), 1_000))) {
      int common = commonSuffix(name, candidate);
      if (common > longest) {
        longest = common;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : ", is it %s?".formatted(best);
  }

  private static int commonSuffix(String one, String other) {
    int common = 0;
    while (common < Math.min(one.length(), other.length())
        && one.charAt(one.length() - 1 - common) == other.charAt(other.length() - 1 - common)) {
      common++;
    }
    return common;
  }
}
