package dev.accrue.api.team;

import jakarta.validation.constraints.NotNull;

/// `PUT /api/v1/teams/{team}/secrets/{name}`.
///
/// @param value what the secret is from now on: text of 1 to 8,192 bytes in UTF-8
public record ChangeSecret(@NotNull String value) {

  /// Keeps the secret out of logs.
  @Override
  public String toString() {
    return "ChangeSecret[…]";
  }
}
