package dev.accrue.upload;

import dev.accrue.team.Caller;
import java.util.UUID;

/// Files that were sent completely.
public interface Uploads {

  /// A complete file.
  ///
  /// @param sha256 of its blob
  record Complete(String sha256, long sizeBytes) {}

  /// A complete upload of this team.
  ///
  /// @throws dev.accrue.problem.ProblemException `NOT_FOUND` when the caller's team has none with
  ///   this id, `WRONG_STATE` when bytes are missing
  Complete fetchComplete(Caller caller, UUID teamId, UUID uploadId);
}
