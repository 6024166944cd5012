package dev.accrue.representation;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Something that a list may be sorted by.
///
/// @param <T> what the list is of
/// @param name as callers write it
/// @param type what its values are
/// @param expression the same in SQL, never null
/// @param value the same of a row, never null
public record SortKey<T>(String name, KeyType type, String expression, Function<T, Object> value) {

  /// A text.
  public static <T> SortKey<T> text(String name, String column, Function<T, String> value) {
    return new SortKey<>(name, KeyType.TEXT, column, value::apply);
  }

  /// A whole number.
  public static <T> SortKey<T> number(String name, String column, Function<T, Number> value) {
    return new SortKey<>(name, KeyType.NUMBER, column, row -> value.apply(row).longValue());
  }

  /// Yes or no; no comes first.
  public static <T> SortKey<T> flag(String name, String column, Function<T, Boolean> value) {
    return new SortKey<>(name, KeyType.FLAG, column, value::apply);
  }

  /// An identifier, which tells rows apart that are alike otherwise.
  public static <T> SortKey<T> id(String name, String column, Function<T, UUID> value) {
    return new SortKey<>(name, KeyType.ID, column, value::apply);
  }

  /// A time.
  public static <T> SortKey<T> instant(String name, String column, Function<T, Instant> value) {
    return new SortKey<>(name, KeyType.INSTANT, column, value::apply);
  }

  /// A time; what has none yet is later than all.
  public static <T> SortKey<T> instantOrLast(
      String name, String column, Function<T, @Nullable Instant> value) {
    return new SortKey<>(
        name,
        KeyType.INSTANT,
        "coalesce(%s, 'infinity'::timestamptz)".formatted(column),
        row -> orElse(value.apply(row), Instant.MAX));
  }

  /// A time; what never had one is earlier than all.
  public static <T> SortKey<T> instantOrFirst(
      String name, String column, Function<T, @Nullable Instant> value) {
    return new SortKey<>(
        name,
        KeyType.INSTANT,
        "coalesce(%s, '-infinity'::timestamptz)".formatted(column),
        row -> orElse(value.apply(row), Instant.MIN));
  }

  private static Instant orElse(@Nullable Instant instant, Instant other) {
    return instant == null ? other : instant;
  }
}
