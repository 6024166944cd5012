package dev.accrue.blob;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/// Bytes by SHA-256. Digests are lower-case hexadecimal of 64 characters; anything else is refused
/// as `INVALID_REQUEST`.
///
/// A blob that nothing names yet is kept for a grace period after it was written or reported as
/// present, and swept afterwards.
public interface BlobStore {

  /// Stores a blob, or finds it stored already. Nothing is visible unless the digest matches.
  ///
  /// @param sha256 what the bytes must hash to
  /// @param maxBytes refuses more than this
  /// @return the blob's size in bytes
  /// @throws dev.accrue.problem.ProblemException `INVALID_REQUEST` when the bytes hash to something
  ///   else, `BODY_TOO_LARGE` when they are too many
  long write(String sha256, InputStream bytes, long maxBytes);

  /// Stores several blobs that are held in memory, each as `write` does, or none of them where
  /// bytes hash to something else. What breaks off otherwise may leave some in an object store.
  ///
  /// @param bytesBySha256 what the bytes must hash to, and the bytes
  /// @throws dev.accrue.problem.ProblemException `INVALID_REQUEST` when bytes hash to something
  ///   else
  void writeAll(Map<String, byte[]> bytesBySha256);

  /// Copies a blob to `out` in memory of two chunks, checking the digest on the way. The last chunk
  /// is written only after the check, so that a reader who knows the size never takes damaged bytes
  /// for complete ones.
  ///
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND` when there is none
  /// @throws BlobCorruptException when the stored bytes are not the blob's
  void read(String sha256, OutputStream out);

  /// Finds blobs to be copied one after the other, for a reader who holds each against its digest.
  ///
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND` when one of them is not stored
  /// @throws BlobCorruptException when one of them is known to be damaged
  Opened open(List<String> sha256s);

  /// Blobs about to be copied.
  interface Opened {

    /// Of all of them together.
    long sizeBytes();

    /// Copies them in memory of a chunk, each of which is held against its checksum first.
    ///
    /// @throws BlobCorruptException when the stored bytes are not a blob's
    void copyTo(OutputStream out);
  }

  /// Passes unless somebody has read this blob and found it damaged.
  ///
  /// @throws BlobCorruptException as `read` would
  void requireSound(String sha256);

  /// The size in bytes of a blob, if it is stored.
  OptionalLong findSize(String sha256);

  /// Which of these are not stored. Those that are stay for the grace period.
  Set<String> findMissing(Collection<String> sha256s);
}
