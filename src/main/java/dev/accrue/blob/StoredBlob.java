package dev.accrue.blob;

import org.jspecify.annotations.Nullable;

/// A blob without its bytes.
///
/// @param damage what was found wrong with it, if anything
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredBlob(byte[] sha256, long sizeBytes, @Nullable String damage) {

  String name() {
    return Sha256.format(sha256);
  }
}
