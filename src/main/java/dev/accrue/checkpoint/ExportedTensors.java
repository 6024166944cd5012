package dev.accrue.checkpoint;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.api.worker.TensorRole;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Which tensors of a checkpoint go into a file, and what they are called there.
final class ExportedTensors {

  private static final String MODEL = "model/";
  private static final String AVERAGE = "ema/";

  private ExportedTensors() {}

  /// What a person wants of a checkpoint.
  enum Content {
    /// The model as it is trained.
    WEIGHTS,
    /// The model with the moving averages of its parameters.
    EMA,
    /// Everything, by the names that it has in the checkpoint.
    ALL
  }

  /// The tensors by their names in the file.
  ///
  /// @throws ProblemException `INVALID_REQUEST` for averages where there are none
  static SequencedMap<String, TensorEntry> of(CheckpointManifest manifest, Content content) {
    return switch (content) {
      case WEIGHTS -> model(manifest);
      case EMA -> averaged(manifest);
      case ALL -> all(manifest);
    };
  }

  /// The model's program, in checkpoints that have one.
  static Optional<TensorEntry> findProgram(CheckpointManifest manifest) {
    return manifest.tensors().stream()
        .filter(tensor -> tensor.role() == TensorRole.PROGRAM)
        .findFirst();
  }

  private static SequencedMap<String, TensorEntry> model(CheckpointManifest manifest) {
    SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
    for (TensorEntry tensor : manifest.tensors()) {
      boolean inModel =
          switch (tensor.role()) {
            case PARAMETER, BUFFER -> true;
            case OPTIMIZER, EMA, PROGRAM -> false;
          };
      if (inModel) {
        tensors.put(without(MODEL, tensor.name()), tensor);
      }
    }
    return tensors;
  }

  /// A parameter that is not trained has no average, and is its own.
  private static SequencedMap<String, TensorEntry> averaged(CheckpointManifest manifest) {
    Map<String, TensorEntry> averages = new LinkedHashMap<>();
    for (TensorEntry tensor : manifest.tensors()) {
      if (tensor.role() == TensorRole.EMA) {
        averages.put(without(AVERAGE, tensor.name()), tensor);
      }
    }
    if (averages.isEmpty()) {
      throw refusal(
          "content",
          "ema",
          "the job keeps no moving averages of its weights",
          "write content=weights, or train with training.ema");
    }
    SequencedMap<String, TensorEntry> tensors = model(manifest);
    tensors.replaceAll((name, tensor) -> averages.getOrDefault(name, tensor));
    return tensors;
  }

  private static SequencedMap<String, TensorEntry> all(CheckpointManifest manifest) {
    SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
    for (TensorEntry tensor : manifest.tensors()) {
      if (tensor.role() != TensorRole.PROGRAM) {
        tensors.put(tensor.name(), tensor);
      }
    }
    return tensors;
  }

  private static String without(String prefix, String name) {
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  static ProblemException refusal(String field, String value, String why, String fix) {
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "%s: %s; %s".formatted(field, why, fix),
        List.of(new Violation(field, value, why, fix)));
  }
}
