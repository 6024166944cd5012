package dev.accrue.worker;

import dev.accrue.api.worker.EnvironmentVariable;
import java.util.Comparator;
import java.util.List;

/// Takes secrets of a trainer's environment out of what it prints: each line of their values that
/// is long enough to mean something. What a program encodes or cuts it does not find.
final class Redaction {

  private static final int MIN_CHARACTERS = 6;
  private static final String INSTEAD = "•••";

  /// The longest first, since one may be a part of another.
  private final List<String> hidden;

  private Redaction(List<String> hidden) {
    this.hidden = hidden;
  }

  static Redaction of(List<EnvironmentVariable> environment) {
    return new Redaction(
        environment.stream()
            .filter(EnvironmentVariable::secret)
            .flatMap(variable -> variable.value().lines())
            .map(String::strip)
            .filter(line -> line.length() >= MIN_CHARACTERS)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  String apply(String text) {
    String shown = text;
    for (String value : hidden) {
      shown = shown.replace(value, INSTEAD);
    }
    return shown;
  }
}
