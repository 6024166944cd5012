package dev.accrue.problem;

import org.jspecify.annotations.Nullable;

/// Values as they are shown back to whoever sent them.
public final class Shortened {

  private static final int MAX_CHARACTERS = 100;

  private Shortened() {}

  /// The value's text, cut at a hundred characters and without control characters.
  public static @Nullable String of(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    String text = value.toString();
    String shown =
        text.codePointCount(0, text.length()) <= MAX_CHARACTERS
            ? text
            : text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS)) + "…";
    return shown.replaceAll("\\p{Cntrl}", "�");
  }
}
