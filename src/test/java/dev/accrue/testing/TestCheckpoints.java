package dev.accrue.testing;

import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.worker.CheckpointManifest;
import dev.accrue.api.worker.Position;
import dev.accrue.api.worker.TensorEntry;
import dev.accrue.api.worker.TensorRole;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// A checkpoint of two tensors: one of the optimizer step's own, and one that never changes.
public record TestCheckpoints(CheckpointManifest manifest, List<byte[]> blobs) {

  /// The checkpoint at an optimizer step.
  public static TestCheckpoints at(long optimizerStep, TestAttempt attempt) {
    byte[] moving = ByteBuffer.allocate(40).putLong(optimizerStep).array();
    byte[] frozen = new byte[80];
    CheckpointManifest manifest =
        new CheckpointManifest(
            optimizerStep,
            new Position(0, optimizerStep * 10, optimizerStep * 10, optimizerStep, 0),
            CanonicalSpec.sha256Hex(attempt.describe().spec()),
            Map.of("libtorch", "2.7.1"),
            List.of(
                tensor("model/layers.0.weight", TensorRole.PARAMETER, List.of(2L, 5L), moving),
                tensor("optimizer/momentum", TensorRole.OPTIMIZER, List.of(20L), frozen)));
    return new TestCheckpoints(manifest, List.of(moving, frozen));
  }

  /// The same with values of series.
  public TestCheckpoints measured(Map<String, Double> metrics) {
    return new TestCheckpoints(
        new CheckpointManifest(
            manifest.optimizerStep(),
            manifest.position(),
            manifest.specSha256(),
            manifest.libraryVersions(),
            manifest.tensors(),
            metrics),
        blobs);
  }

  private static TensorEntry tensor(String name, TensorRole role, List<Long> shape, byte[] bytes) {
    return new TensorEntry(name, role, "F32", shape, bytes.length, sha256(bytes));
  }

  /// Uploads the blobs.
  public void upload(TestAttempt attempt) {
    for (byte[] bytes : blobs) {
      TestHttp.Answer answer = attempt.put(sha256(bytes), bytes);
      if (answer.status() != 204) {
        throw new AssertionError("the blob was refused: " + answer);
      }
    }
  }

  /// Uploads the blobs and posts the manifest.
  public TestHttp.Answer save(TestAttempt attempt) {
    upload(attempt);
    return attempt.post("/checkpoints", manifest);
  }

  /// The name of a blob.
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
