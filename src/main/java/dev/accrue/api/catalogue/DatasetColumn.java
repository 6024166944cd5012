package dev.accrue.api.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column of a table, or an array, with its statistics over the whole split.
///
/// @param name by which specs name it; more than 200 characters are shortened
/// @param type of its elements, such as `FLOAT` or `category`
/// @param shape samples first
/// @param present elements that are there
/// @param missing elements that are not: empty fields, or numbers that are none
/// @param wholeNumbers whether all are whole numbers, as far as they were counted
/// @param min the least number; null where there are no numbers; likewise the others
/// @param different how many different values there are; null where there are too many to count
/// @param mostFrequent the first few values by how often they occur
public record DatasetColumn(
    String name,
    Kind kind,
    String type,
    List<Long> shape,
    long present,
    long missing,
    boolean wholeNumbers,
    @Nullable Double min,
    @Nullable Double max,
    @Nullable Double mean,
    @Nullable Long different,
    List<ValueCount> mostFrequent) {

  public DatasetColumn {
    shape = List.copyOf(shape);
    mostFrequent = List.copyOf(mostFrequent);
  }

  /// What a column holds.
  public enum Kind {
    /// Numbers.
    NUMBER,
    /// One of a few values.
    CATEGORY,
    /// Anything else that is written.
    TEXT,
    /// Pixels.
    IMAGE
  }

  /// How often a value occurs.
  ///
  /// @param value shortened to 60 characters
  public record ValueCount(String value, long count) {}
}
