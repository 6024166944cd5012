package dev.accrue.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A command line of `--name value` pairs, and of `--name` alone for flags.
public record Arguments(Map<String, String> values) {

  /// Reads what `main` got.
  public static Arguments of(String... words) {
    Map<String, String> values = new HashMap<>();
    for (int index = 0; index < words.length; index++) {
      boolean alone = index + 1 == words.length || words[index + 1].startsWith("--");
      values.put(words[index], alone ? "" : words[index + 1]);
      index += alone ? 0 : 1;
    }
    return new Arguments(values);
  }

  /// Whether the option was given, with a value or without.
  public boolean has(String name) {
    return values.containsKey(name);
  }

  /// The value of the option, or null where it was not given.
  public @Nullable String find(String name) {
    return values.get(name);
  }

  /// The value of an option that must be given.
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  /// The value of an option that must be given, as a path.
  public Path path(String name) {
    return Path.of(text(name));
  }

  /// The value of the option as a number, or null where it was not given.
  public @Nullable Integer number(String name) {
    String value = values.get(name);
    return value == null ? null : Integer.valueOf(value);
  }
}
