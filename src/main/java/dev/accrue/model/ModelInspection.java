package dev.accrue.model;

import dev.accrue.api.catalogue.ModelTensor;
import dev.accrue.api.catalogue.ModelTensors;
import dev.accrue.api.worker.ModelKind;
import dev.accrue.format.FormatException;
import dev.accrue.format.SafetensorsHeader;
import dev.accrue.format.StoredTensor;
import dev.accrue.format.TorchArchive;
import dev.accrue.format.TorchTensors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A look into a model's file, of which nothing is executed.
///
/// @param entries tensors of a `SAFETENSORS`, files in the archive of a `TORCHSCRIPT`
/// @param content all that is kept of its list
record ModelInspection(int entries, ModelTensors content) {

  static final int MAX_KEPT = 5_000;
  private static final int MAX_NAME = 200;
  private static final ModelTensors UNREADABLE = new ModelTensors(false, 0, 0, 0, null, List.of());

  /// @throws FormatException when it is no file of the kind
  static ModelInspection of(Path file, ModelKind kind) throws IOException {
    return switch (kind) {
      case TORCHSCRIPT -> program(file);
      case SAFETENSORS -> weights(file);
    };
  }

  /// A description that cannot be read is no reason to refuse a module here: a trainer says more.
  private static ModelInspection program(Path file) throws IOException {
    try (TorchArchive archive = TorchArchive.open(file, "the file")) {
      archive.requireProgram();
      return new ModelInspection(archive.names().size(), tensors(archive));
    }
  }

  private static ModelTensors tensors(TorchArchive archive) throws IOException {
    try {
      return content(TorchTensors.read(archive, "the file"));
    } catch (FormatException | ArithmeticException e) {
      return UNREADABLE;
    }
  }

  private static ModelInspection weights(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      List<StoredTensor> tensors =
          SafetensorsHeader.read(channel, "the file").tensors().entrySet().stream()
              .map(it -> tensor(it.getKey(), it.getValue()))
              .toList();
      return new ModelInspection(tensors.size(), content(tensors));
    }
  }

  private static StoredTensor tensor(String name, SafetensorsHeader.Entry entry) {
    long elements = (entry.end() - entry.begin()) / entry.type().bytes();
    return new StoredTensor(name, entry.type().name(), entry.shape(), elements, null);
  }

  private static ModelTensors content(List<StoredTensor> tensors) {
    List<ModelTensor> kept = tensors.stream().limit(MAX_KEPT).map(ModelInspection::shown).toList();
    boolean told = tensors.stream().map(StoredTensor::trained).allMatch(Objects::nonNull);
    return new ModelTensors(
        true,
        tensors.size(),
        kept.size(),
        sum(tensors),
        told ? sum(tensors.stream().filter(it -> isTrained(it.trained())).toList()) : null,
        kept);
  }

  private static boolean isTrained(@Nullable Boolean trained) {
    return Boolean.TRUE.equals(trained);
  }

  private static long sum(List<StoredTensor> tensors) {
    return tensors.stream().mapToLong(StoredTensor::elements).reduce(0, Math::addExact);
  }

  private static ModelTensor shown(StoredTensor tensor) {
    // A text of the database cannot hold all of them.
    String name = tensor.name().replaceAll("\\p{Cc}", "?");
    boolean whole = name.codePointCount(0, name.length()) <= MAX_NAME;
    return new ModelTensor(
        whole ? name : name.substring(0, name.offsetByCodePoints(0, MAX_NAME)) + "…",
        tensor.type(),
        tensor.shape(),
        tensor.elements(),
        tensor.trained());
  }

  /// Numbers that a job may train; empty where they are not known.
  static @Nullable Long parameters(ModelTensors content) {
    if (!content.inspected()) {
      return null;
    }
    Long trained = content.trained();
    return trained == null ? Long.valueOf(content.elements()) : trained;
  }
}
