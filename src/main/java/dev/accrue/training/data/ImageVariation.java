package dev.accrue.training.data;

import dev.accrue.api.spec.ImageSpec;
import dev.accrue.training.model.Draws;
import org.jspecify.annotations.Nullable;

/// How training varies images: a crop of the image's own size out of the image with zeros around it
/// (torchvision's `RandomCrop` with padding), then for half of them a mirror
/// (`RandomHorizontalFlip`).
///
/// @param padding pixels of zeros at each edge
record ImageVariation(int padding, boolean flip) {

  /// What a spec wants; nothing for images as they are.
  static ImageVariation of(@Nullable ImageSpec image) {
    return image == null
        ? new ImageVariation(0, false)
        : new ImageVariation(image.cropPadding(), image.flip());
  }

  /// Whether there is anything to vary.
  boolean isSome() {
    return padding > 0 || flip;
  }

  /// Where the pixels of one image go.
  ///
  /// @param down rows of the image above the crop; negative for zeros
  /// @param right columns left of the crop, likewise
  record Placement(int down, int right, boolean mirrored) {

    static final Placement AS_IT_IS = new Placement(0, 0, false);

    /// The column of the image that is shown at a column.
    int column(int shown, int width) {
      return (mirrored ? width - 1 - shown : shown) + right;
    }
  }

  /// Draws a placement.
  Placement draw(@Nullable Draws draws) {
    if (draws == null || !isSome()) {
      return Placement.AS_IT_IS;
    }
    int down = draws.nextInt(2 * padding + 1) - padding;
    int right = draws.nextInt(2 * padding + 1) - padding;
    return new Placement(down, right, flip && draws.nextDouble() < 0.5);
  }
}
