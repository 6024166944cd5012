package dev.accrue.architecture;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Patterns over whole names of parameters, in which `*` stands for any characters.
public final class NameGlob {

  private NameGlob() {}

  /// What matches the names that such a pattern means.
  public static Pattern compile(String pattern) {
    return Pattern.compile(
        Arrays.stream(pattern.split("\\*+", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }
}
