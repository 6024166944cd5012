package dev.accrue.api.spec;

import org.jspecify.annotations.Nullable;

/// What a variable of the trainer's environment is: one of the two.
///
/// @param value the text itself; null for a secret
/// @param secret the name of one of the team's secrets, whose value at the start of an attempt it
///   is; null for a text
public record EnvironmentValue(@Nullable String value, @Nullable String secret) {

  /// A text.
  public static EnvironmentValue ofText(String value) {
    return new EnvironmentValue(value, null);
  }

  /// A secret of the team.
  public static EnvironmentValue ofSecret(String name) {
    return new EnvironmentValue(null, name);
  }
}
