package dev.accrue.dataset;

import dev.accrue.api.catalogue.DatasetPreview.Thumbnail;
import dev.accrue.format.DatasetInspection;
import dev.accrue.format.Format;
import dev.accrue.format.IdxArrays;
import dev.accrue.format.ImageArchive;
import dev.accrue.format.Limits;
import dev.accrue.format.NpyArrays;
import dev.accrue.format.NumericArray;
import dev.accrue.format.NumericArray.ElementKind;
import dev.accrue.format.Pixels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;

/// Small images of those in a file: of a zip some of all over it, so that several classes are seen;
/// of an array of bytes the first.
final class Thumbnails {

  private static final int MAX = 12;
  private static final int MAX_PIXELS = 64;
  private static final int MAX_SIDE = 1 << 12;

  private Thumbnails() {}

  /// @throws FormatException when one of them is damaged
  static List<Thumbnail> of(Path file, Format format, DatasetInspection inspection)
      throws IOException {
    return switch (format) {
      case IMAGES_ZIP -> ofArchive(file);
      case IDX -> isImage(inspection) ? ofArray(IdxArrays.open(file, "the file")) : List.of();
      case NPY -> isImage(inspection) ? ofArray(NpyArrays.open(file, "the file")) : List.of();
      case NPZ, CSV, JSON_LINES, TEXT, PARQUET -> List.of();
    };
  }

  private static List<Thumbnail> ofArchive(Path file) throws IOException {
    List<Thumbnail> thumbnails = new ArrayList<>();
    try (ImageArchive archive = ImageArchive.open(file, "the file", Limits.STANDARD)) {
      List<ImageArchive.Entry> entries = archive.entries();
      int count = Math.min(MAX, entries.size());
      for (int index = 0; index < count; index++) {
        ImageArchive.Entry entry = entries.get((int) ((long) index * entries.size() / count));
        String label = entry.label().substring(0, Math.min(MAX_PIXELS, entry.label().length()));
        Pixels pixels = archive.decode(entry);
        thumbnails.add(thumbnail(ColumnStatistics.storable(label), small(pixels)));
      }
    }
    return thumbnails;
  }

  /// Bytes in two extents, or in three of which the first are channels.
  private static boolean isImage(DatasetInspection inspection) {
    List<Long> shape = inspection.sampleShape();
    boolean grey = shape.size() == 2;
    boolean colours = shape.size() == 3 && (shape.getFirst() == 1 || shape.getFirst() == 3);
    return (grey || colours)
        && inspection.parts().getFirst().type().equals(ElementKind.UNSIGNED_BYTE.name())
        && shape.stream().allMatch(extent -> extent > 0 && extent <= MAX_SIDE);
  }

  private static List<Thumbnail> ofArray(NumericArray array) throws IOException {
    List<Thumbnail> thumbnails = new ArrayList<>();
    for (int sample = 0; sample < Math.min(MAX, array.samples()); sample++) {
      thumbnails.add(thumbnail(Integer.toString(sample), small(Pixels.of(array, sample))));
    }
    return thumbnails;
  }

  private static Pixels small(Pixels pixels) {
    int longer = Math.max(pixels.height(), pixels.width());
    return longer <= MAX_PIXELS
        ? pixels
        : pixels.resized(
            Math.max(1, pixels.height() * MAX_PIXELS / longer),
            Math.max(1, pixels.width() * MAX_PIXELS / longer));
  }

  private static Thumbnail thumbnail(String label, Pixels pixels) throws IOException {
    Pixels colours = pixels.withChannels(3);
    int plane = colours.height() * colours.width();
    BufferedImage image =
        new BufferedImage(colours.width(), colours.height(), BufferedImage.TYPE_INT_RGB);
    for (int place = 0; place < plane; place++) {
      int rgb =
          colours.at(place) << 16 | colours.at(plane + place) << 8 | colours.at(2 * plane + place);
      image.setRGB(place % colours.width(), place / colours.width(), rgb);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return new Thumbnail(label, Base64.getEncoder().encodeToString(png.toByteArray()));
  }
}
