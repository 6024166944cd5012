package dev.accrue.blob;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Set;

/// Bytes by SHA-256. Digests are lower-case hexadecimal of 64 characters.
public interface BlobStore {

  /// Stores a blob, or finds it stored already. Nothing is visible unless the digest matches.
  ///
  /// @param sha256 what the bytes must hash to
  /// @param maxBytes refuses more than this
  /// @return the blob's size in bytes
  /// @throws dev.accrue.problem.ProblemException `INVALID_REQUEST` when the bytes hash to something
  ///   else or are too many
  long write(String sha256, InputStream bytes, long maxBytes);

  /// Copies a blob to `out` in memory of one chunk, checking the digest on the way.
  ///
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND` when there is none
  void read(String sha256, OutputStream out);

  /// Which of these are not stored.
  Set<String> findMissing(Collection<String> sha256s);
}
