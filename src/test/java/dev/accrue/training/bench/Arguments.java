package dev.accrue.training.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A command line of `--name value` pairs, and of `--name` alone for flags.
record Arguments(Map<String, String> values) {

  static Arguments of(String... words) {
    Map<String, String> values = new HashMap<>();
    for (int index = 0; index < words.length; index++) {
      boolean alone = index + 1 == words.length || words[index + 1].startsWith("--");
      values.put(words[index], alone ? "" : words[index + 1]);
      index += alone ? 0 : 1;
    }
    return new Arguments(values);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  @Nullable String find(String name) {
    return values.get(name);
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  Path path(String name) {
    return Path.of(text(name));
  }

  @Nullable Integer number(String name) {
    String value = values.get(name);
    return value == null ? null : Integer.valueOf(value);
  }
}
