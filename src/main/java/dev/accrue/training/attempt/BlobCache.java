package dev.accrue.training.attempt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/// Files by SHA-256 in a folder that all trainers of a worker share. A file appears there by an
/// atomic rename after its digest was checked; a damaged one is fetched again.
final class BlobCache {

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private final Path directory;
  private final AttemptApi api;

  BlobCache(Path directory, AttemptApi api) {
    this.directory = directory;
    this.api = api;
  }

  /// The file with this content.
  Path fetch(String sha256) throws IOException, InterruptedException {
    if (!DIGEST.matcher(sha256).matches()) {
      throw new IllegalArgumentException("not a SHA-256: " + sha256);
    }
    Files.createDirectories(directory);
    Path file = directory.resolve(sha256);
    if (Files.isRegularFile(file) && Sha256.of(file).equals(sha256)) {
      return file;
    }
    Path partial = Files.createTempFile(directory, "partial-", ".blob");
    try {
      String actual = api.download(sha256, partial);
      if (!actual.equals(sha256)) {
        throw new IllegalStateException(
            "the blob %s arrived with the digest %s".formatted(sha256, actual));
      }
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
