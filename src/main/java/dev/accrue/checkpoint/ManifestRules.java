package dev.accrue.checkpoint;

import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What a manifest must say of its own tensors, before the database is asked about their blobs.
final class ManifestRules {

  /// Bytes of an element by its type's name in safetensors.
  private static final Map<String, Integer> ELEMENT_BYTES =
      Map.of(
          "F64", 8, "F32", 4, "F16", 2, "BF16", 2, "I64", 8, "I32", 4, "I16", 2, "I8", 1, "U8", 1,
          "BOOL", 1);

  private static final long MAX_BYTES = 256L << 30;

  private ManifestRules() {}

  /// Checks the tensors among themselves.
  ///
  /// @return the bytes of all tensors together
  static long totalBytes(CheckpointManifest manifest) {
    Set<String> names = new HashSet<>();
    long total = 0;
    for (TensorEntry tensor : manifest.tensors()) {
      if (!names.add(tensor.name()) || tensor.name().indexOf('\0') >= 0) {
        throw refusal("tensor %s is named twice or unprintably".formatted(tensor.name()));
      }
      if (tensor.sizeBytes() != bytesByShape(tensor)) {
        throw refusal(
            "tensor %s of type %s and shape %s cannot have %d bytes"
                .formatted(tensor.name(), tensor.dtype(), tensor.shape(), tensor.sizeBytes()));
      }
      total += tensor.sizeBytes();
      if (total > MAX_BYTES) {
        throw refusal("a checkpoint may have at most %d bytes".formatted(MAX_BYTES));
      }
    }
    return total;
  }

  /// @return -1 when there can be no such tensor
  private static long bytesByShape(TensorEntry tensor) {
    Integer elementBytes = ELEMENT_BYTES.get(tensor.dtype());
    if (elementBytes == null) {
      return -1;
    }
    try {
      return tensor.shape().stream()
          .mapToLong(Long::longValue)
          .reduce(elementBytes, Math::multiplyExact);
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  static ProblemException refusal(String message) {
    return new ProblemException(ProblemCode.INVALID_REQUEST, message);
  }
}
