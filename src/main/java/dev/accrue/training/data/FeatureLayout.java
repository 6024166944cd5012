package dev.accrue.training.data;

import java.util.List;

/// What the features of a sample look like to a model.
///
/// @param kind of the elements
/// @param shape of one sample, without the batch; the longest one's where the length varies
/// @param variableLength whether samples differ in their first extent and are padded per
///   micro-batch
/// @param vocabulary of `TOKENS`, which are numbered from 0; 0 for `REAL`
public record FeatureLayout(Kind kind, List<Long> shape, boolean variableLength, int vocabulary) {

  /// Kinds of elements.
  public enum Kind {
    /// Numbers in the model's own precision.
    REAL,
    /// Numbers of entries in a vocabulary, 64-bit integers.
    TOKENS
  }

  public FeatureLayout {
    shape = List.copyOf(shape);
  }

  /// Numbers of one shape.
  public static FeatureLayout real(List<Long> shape) {
    return new FeatureLayout(Kind.REAL, shape, false, 0);
  }
}
