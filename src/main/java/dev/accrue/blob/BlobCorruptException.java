package dev.accrue.blob;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;

/// Stored bytes are not what was written: the database or its disk lost or changed some.
public class BlobCorruptException extends ProblemException {

  /// Says what is wrong with which blob.
  ///
  /// @param sha256 the blob's name
  /// @param what what was found instead, with the chunk if it is known
  public BlobCorruptException(String sha256, String what) {
    super(
        ProblemCode.BLOB_DAMAGED,
        "blob "
            + sha256
            + " is damaged: "
            + what
            + "; restore it from a backup or upload it again");
  }
}
