package dev.accrue.api.worker;

/// A variable of a trainer's environment.
///
/// @param secret whether the value is a secret of the team, which no log may show
public record EnvironmentVariable(String name, String value, boolean secret) {

  /// Keeps secrets out of logs.
  @Override
  public String toString() {
    return "%s=%s".formatted(name, secret ? "…" : value);
  }
}
