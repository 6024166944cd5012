package dev.accrue.training.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Byte pairs that were learnt on a text, in a file beside it where other attempts and jobs of the
/// worker find it: a resumed job learns nothing twice. The file's name says what was learnt from,
/// and its content ends with its own SHA-256; one that is damaged is not there.
final class KeptPairs {

  /// Changes when the same text would give other pairs.
  private static final int VERSION = 1;

  private static final int DIGEST_BYTES = 32;

  private final Path file;

  private KeptPairs(Path file) {
    this.file = file;
  }

  /// The pairs for a vocabulary that a text's first bytes give.
  ///
  /// @param text the whole text, in a directory for files by their SHA-256
  static KeptPairs of(SplitFiles.Fetched text, long bytes, int vocabulary) {
    return new KeptPairs(
        text.path()
            .resolveSibling(
                "%s.pairs-%d-%d-%d".formatted(text.sha256(), VERSION, bytes, vocabulary)));
  }

  Optional<PairMerges> find() throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    byte[] content = Files.readAllBytes(file);
    int size = content.length - DIGEST_BYTES;
    if (size < 0 || size % Long.BYTES != 0) {
      return Optional.empty();
    }
    ByteBuffer pairs = ByteBuffer.wrap(content, 0, size);
    byte[] digest = Arrays.copyOfRange(content, size, content.length);
    if (!Arrays.equals(digest, digest(pairs.duplicate()))) {
      return Optional.empty();
    }
    List<Long> merges = new ArrayList<>();
    while (pairs.hasRemaining()) {
      merges.add(pairs.getLong());
    }
    return Optional.of(new PairMerges(merges));
  }

  /// Appears as a whole or not at all.
  void keep(PairMerges merges) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(merges.size() * Long.BYTES + DIGEST_BYTES);
    merges.pairs().forEach(content::putLong);
    content.put(digest(content.duplicate().flip()));
    Path partial = Files.createTempFile(file.toAbsolutePath().getParent(), "partial-", ".pairs");
    try {
      Files.write(partial, content.array());
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static byte[] digest(ByteBuffer bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes);
      return sha256.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
