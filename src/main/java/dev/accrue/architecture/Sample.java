package dev.accrue.architecture;

import java.util.List;

/// What one sample is like at some place of a model.
///
/// @param shape without the batch; the longest one's where the length varies
/// @param tokens whether elements are numbers of entries in a vocabulary
/// @param variableLength whether the first extent varies from sample to sample
/// @param vocabulary of tokens; 0 for real numbers
public record Sample(List<Long> shape, boolean tokens, boolean variableLength, long vocabulary) {

  public Sample {
    shape = List.copyOf(shape);
  }

  /// Real numbers of one shape.
  public static Sample real(List<Long> shape) {
    return new Sample(shape, false, false, 0);
  }

  /// Sequences of tokens.
  public static Sample ofTokens(long length, long vocabulary, boolean variableLength) {
    return new Sample(List.of(length), true, variableLength, vocabulary);
  }

  Sample with(List<Long> newShape) {
    return new Sample(newShape, false, variableLength, 0);
  }

  /// Without places: what is left of a sequence when its places were summarised.
  Sample fixed(List<Long> newShape) {
    return new Sample(newShape, false, false, 0);
  }

  int rank() {
    return shape.size();
  }

  long last() {
    return shape.getLast();
  }

  long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }
}
