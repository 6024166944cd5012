package dev.accrue.architecture;

import java.util.List;

/// `torch.nn.MaxPool2d`, `AvgPool2d` and `AdaptiveAvgPool2d` with square windows; what is left over
/// at the edge is dropped.
///
/// @param size of the window; of the output for `ADAPTIVE_AVERAGE`
record Pool2d(Kind kind, long size, long stride, long padding) implements Layer {

  /// What becomes of a window.
  enum Kind {
    MAX,
    AVERAGE,
    ADAPTIVE_AVERAGE
  }

  @Override
  public Sample output(Sample input) {
    if (input.tokens() || input.rank() != 3) {
      throw new ShapeMismatchException(
          "",
          "pooling got samples of shape %s".formatted(input.shape()),
          "it takes images of shape [channels, height, width]");
    }
    if (kind == Kind.ADAPTIVE_AVERAGE) {
      return input.with(List.of(input.shape().getFirst(), size, size));
    }
    if (2 * padding > size) {
      throw new ShapeMismatchException(
          "padding",
          "a padding of %d is more than half of the window of %d".formatted(padding, size),
          "write at most %d".formatted(size / 2));
    }
    long height = after(input.shape().get(1));
    long width = after(input.shape().get(2));
    if (height < 1 || width < 1) {
      throw new ShapeMismatchException(
          "size",
          "a %dx%1$d pooling got samples of shape %s".formatted(size, input.shape()),
          "use fewer convolution blocks or larger images");
    }
    return input.with(List.of(input.shape().getFirst(), height, width));
  }

  private long after(long extent) {
    return Math.floorDiv(extent + 2 * padding - size, stride) + 1;
  }

  @Override
  public Code.Value write(Code code, Code.Self self, Code.Value x) {
    return switch (kind) {
      case MAX ->
          code.like(
              x,
              "torch.max_pool2d(%s, [%d, %2$d], [%d, %3$d], [%d, %4$d], [1, 1], False)",
              x.name(),
              size,
              stride,
              padding);
      case AVERAGE ->
          code.like(
              x,
              "torch.avg_pool2d(%s, [%d, %2$d], [%d, %3$d], [%d, %4$d], False, True, None)",
              x.name(),
              size,
              stride,
              padding);
      case ADAPTIVE_AVERAGE ->
          code.like(x, "torch.adaptive_avg_pool2d(%s, [%d, %2$d])", x.name(), size);
    };
  }
}
