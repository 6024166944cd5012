package dev.accrue.api.team;

/// A new token.
///
/// @param secret what programs send as `Authorization: Bearer …`; shown once and never again
public record CreatedToken(TokenView token, String secret) {

  /// Keeps the secret out of logs.
  @Override
  public String toString() {
    return "CreatedToken[token=" + token + "]";
  }
}
