package dev.accrue.api.catalogue;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A file that the server fetches.
///
/// @param receivedBytes how much has arrived, about
/// @param message why it failed; null otherwise
/// @param upload the complete upload that data sets and models name; null unless it succeeded
/// @param expiresAt when it goes away
public record DownloadView(
    UUID id,
    String team,
    String url,
    State state,
    long receivedBytes,
    @Nullable String message,
    @Nullable UUID upload,
    Instant expiresAt) {

  /// How far it is.
  public enum State {
    /// It is waiting for its turn or under way.
    RUNNING,
    /// Its upload is complete.
    SUCCEEDED,
    /// Nothing was kept.
    FAILED
  }
}
