package dev.accrue.format;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Decodes PNG, JPEG and BMP with the JDK's readers, once the header says that there are not too
/// many pixels. The JDK's readers throw whatever their arithmetic meets on damaged files; all of it
/// becomes one exception here.
final class ImageDecoder {

  private static final Set<String> FORMATS = Set.of("png", "jpeg", "bmp");
  private static final long MAX_PIXELS = 1L << 26;
  private static final String FIX = "save it again as PNG or JPEG";

  private ImageDecoder() {}

  /// What the header of an image says.
  record Size(int height, int width) {}

  static Size size(byte[] bytes, String name) {
    return read(bytes, name, reader -> new Size(reader.getHeight(0), reader.getWidth(0)));
  }

  static Pixels decode(byte[] bytes, String name) {
    return read(bytes, name, reader -> pixels(reader.read(0)));
  }

  private interface Use<T> {
    T of(ImageReader reader) throws IOException;
  }

  private static <T> T read(byte[] bytes, String name, Use<T> use) {
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      ImageReader reader = reader(stream, name);
      try {
        reader.setInput(stream, true, true);
        long pixels = (long) reader.getHeight(0) * reader.getWidth(0);
        if (pixels < 1 || pixels > MAX_PIXELS) {
          throw new FormatException(
              name,
              "it has %d x %d pixels, over %d in all"
                  .formatted(reader.getWidth(0), reader.getHeight(0), MAX_PIXELS),
              "make it smaller");
        }
        return use.of(reader);
      } finally {
        reader.dispose();
      }
    } catch (FormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new FormatException(name, "it is damaged (%s)".formatted(e.getMessage()), FIX);
    }
  }

  private static ImageReader reader(ImageInputStream stream, String name) throws IOException {
    for (Iterator<ImageReader> readers = ImageIO.getImageReaders(stream); readers.hasNext(); ) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(java.util.Locale.ROOT))) {
        return reader;
      }
    }
    throw new FormatException(name, "it is neither PNG nor JPEG nor BMP", FIX);
  }

  /// Grey images are read as they are stored: their conversion to RGB would apply a gamma.
  private static Pixels pixels(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    Raster raster = image.getRaster();
    if (raster.getNumBands() == 1 && !(image.getColorModel() instanceof IndexColorModel)) {
      int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
      byte[] values = new byte[height * width];
      for (int place = 0; place < values.length; place++) {
        values[place] = (byte) (raster.getSample(place % width, place / width, 0) >> shift);
      }
      return new Pixels(1, height, width, values);
    }
    int plane = height * width;
    byte[] values = new byte[3 * plane];
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          values[channel * plane + y * width + x] = (byte) (row[x] >> (16 - 8 * channel));
        }
      }
    }
    return new Pixels(3, height, width, values);
  }
}
