package dev.accrue.team;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where a page of a list ended, as people hand it back: text that means nothing to them.
public final class TextCursor {

  private TextCursor() {}

  /// A place as text.
  public static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static String decode(String cursor) {
    try {
      return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw refused(cursor);
    }
  }

  /// The end of the list before a page by names: what every name comes after.
  public static String decodeName(@Nullable String cursor) {
    String name = cursor == null ? "" : decode(cursor);
    if (name.indexOf('\0') >= 0) {
      throw refused(String.valueOf(cursor));
    }
    return name;
  }

  /// The end of the list before a page of numbered rows, the greatest first: what every number
  /// comes before.
  public static long decodeNumber(@Nullable String cursor) {
    if (cursor == null) {
      return Long.MAX_VALUE;
    }
    try {
      return Long.parseLong(decode(cursor));
    } catch (NumberFormatException _) {
      throw refused(cursor);
    }
  }

  static ProblemException refused(String cursor) {
    Violation violation =
        new Violation(
            "cursor",
            Shortened.of(cursor),
            "is not a cursor of this list",
            "send nextCursor of the page before, or leave it out to begin at the beginning");
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "cursor %s; %s".formatted(violation.message(), violation.fix()),
        List.of(violation));
  }

  /// A page from one row more than it holds, which tells whether there is a next one.
  public static <T, P> P page(
      List<T> rows,
      int limit,
      Function<T, String> cursorAfter,
      BiFunction<List<T>, @Nullable String, P> page) {
    return rows.size() <= limit
        ? page.apply(rows, null)
        : page.apply(rows.subList(0, limit), cursorAfter.apply(rows.get(limit - 1)));
  }
}
