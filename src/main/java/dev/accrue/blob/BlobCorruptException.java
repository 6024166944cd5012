package dev.accrue.blob;

/// Stored bytes do not hash to their name: the database or its disk lost or changed some.
public class BlobCorruptException extends RuntimeException {

  /// Says what is wrong with which blob.
  ///
  /// @param sha256 the blob's name
  /// @param what what was found instead
  public BlobCorruptException(String sha256, String what) {
    super("blob " + sha256 + " is damaged: " + what + "; restore it from a backup");
  }
}
