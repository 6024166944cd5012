package dev.accrue.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is in a file, for people who choose what to train on.
///
/// @param samples rows, documents or images; of a text its bytes
/// @param sampleShape the shape of one sample; empty where samples have none, such as rows
/// @param parts arrays or columns, in the order of the file
/// @param preview the first samples: one text per part, shortened; null for what is missing
public record DatasetInspection(
    Format format,
    long samples,
    List<Long> sampleShape,
    List<Part> parts,
    List<List<@Nullable String>> preview) {

  public DatasetInspection {
    sampleShape = List.copyOf(sampleShape);
    parts = List.copyOf(parts);
    preview = List.copyOf(preview);
  }

  /// What a part holds.
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

  /// An array or a column.
  ///
  /// @param type of its elements, such as `FLOAT` or `text`
  /// @param shape samples first
  /// @param present elements that are there
  /// @param missing elements that are not: empty fields, or numbers that are none
  /// @param min the least number; null where there are no numbers; likewise the others
  /// @param classes the values by how often they occur, most frequent first; empty where there are
  ///   more than the limit
  public record Part(
      String name,
      Kind kind,
      String type,
      List<Long> shape,
      long present,
      long missing,
      @Nullable Double min,
      @Nullable Double max,
      @Nullable Double mean,
      List<ClassCount> classes) {

    public Part {
      shape = List.copyOf(shape);
      classes = List.copyOf(classes);
    }

    /// The same under another name.
    public Part named(String other) {
      return new Part(other, kind, type, shape, present, missing, min, max, mean, classes);
    }
  }

  /// How often a value occurs.
  public record ClassCount(String value, long count) {}
}
