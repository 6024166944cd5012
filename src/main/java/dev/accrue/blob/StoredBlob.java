package dev.accrue.blob;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A blob without its bytes.
///
/// @param objectKey of the object that has its bytes; null where they are in PostgreSQL
/// @param damage what was found wrong with it, if anything
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredBlob(
    byte[] sha256, long sizeBytes, @Nullable String objectKey, @Nullable String damage) {

  String name() {
    return Sha256.format(sha256);
  }

  boolean inObject() {
    return objectKey != null;
  }

  /// The key of a blob that is in an object.
  String requireObjectKey() {
    return Objects.requireNonNull(objectKey, () -> "blob " + name() + " is in PostgreSQL");
  }
}
