package dev.accrue.endtoend;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;

/// Small files of every format, made from a seed. Samples come in three kinds in turn: sample n is
/// of kind n modulo 3, and has something to tell it by.
final class GeneratedFiles {

  static final int KINDS = 3;

  private static final String[] NAMES = {"ash", "birch", "cedar"};
  private static final int[] COLOURS = {0xc03020, 0x20a040, 0x3050c0};

  private final Random random;

  GeneratedFiles(long seed) {
    this.random = new Random(seed);
  }

  /// Images of bytes, brighter in the rows of their kind.
  byte[] idxImages(int samples, int extent) {
    ByteBuffer file = ByteBuffer.allocate(16 + samples * extent * extent);
    file.putInt(0x0803).putInt(samples).putInt(extent).putInt(extent);
    for (int sample = 0; sample < samples; sample++) {
      for (int pixel = 0; pixel < extent * extent; pixel++) {
        boolean marked = pixel / extent % KINDS == sample % KINDS;
        file.put((byte) (random.nextInt(100) + (marked ? 150 : 0)));
      }
    }
    return file.array();
  }

  /// Whole numbers: that of a sample, modulo `modulus`.
  static byte[] idxKinds(int samples, int modulus) {
    ByteBuffer file = ByteBuffer.allocate(8 + samples).putInt(0x0801).putInt(samples);
    for (int sample = 0; sample < samples; sample++) {
      file.put((byte) (sample % modulus));
    }
    return file.array();
  }

  /// Real numbers around the kind of their sample.
  ///
  /// @param shape of one sample, with commas
  byte[] npyReals(int samples, String shape) {
    int elements = 1;
    for (String extent : shape.split(",", -1)) {
      elements *= Integer.parseInt(extent.strip());
    }
    int each = elements;
    return npy(
        "<f4",
        "(%d, %s)".formatted(samples, shape),
        samples * each * 4,
        file -> {
          for (int index = 0; index < samples * each; index++) {
            file.putFloat((float) (random.nextGaussian() + index / each % KINDS));
          }
        });
  }

  /// A real number for each sample, around its kind.
  byte[] npyReals(int samples) {
    return npy(
        "<f8",
        "(%d,)".formatted(samples),
        samples * 8,
        file -> {
          for (int sample = 0; sample < samples; sample++) {
            file.putDouble(sample % KINDS + 0.1 * random.nextGaussian());
          }
        });
  }

  /// Whole numbers: that of a sample, modulo `modulus`.
  static byte[] npyKinds(int samples, int modulus) {
    return npy(
        "<i8",
        "(%d,)".formatted(samples),
        samples * 8,
        file -> {
          for (int sample = 0; sample < samples; sample++) {
            file.putLong(sample % modulus);
          }
        });
  }

  private static byte[] npy(
      String type, String shape, int dataBytes, Consumer<ByteBuffer> elements) {
    String text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
    byte[] header = text.getBytes(StandardCharsets.UTF_8);
    byte[] content = new byte[10 + header.length + dataBytes];
    ByteBuffer file =
        ByteBuffer.wrap(content)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
            .putShort((short) header.length)
            .put(header);
    elements.accept(file);
    return content;
  }

  /// Arrays under names.
  static byte[] npz(Map<String, byte[]> arrays) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    arrays.forEach((name, array) -> entries.put(name + ".npy", array));
    return zip(entries);
  }

  /// Rooms, a size that is sometimes missing, a district, and the price that follows from them.
  byte[] csv(int rows) {
    StringBuilder text = new StringBuilder("rooms,size,district,price\n");
    for (int row = 0; row < rows; row++) {
      double size = 40 + 100 * random.nextDouble();
      text.append(
          String.format(
              Locale.ROOT,
              "%d,%s,\"%s, north\",%.2f\n",
              1 + random.nextInt(5),
              row % 7 == 0 ? "" : "%.1f".formatted(size),
              NAMES[row % KINDS],
              2.5 * size + 30 * (row % KINDS)));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// A height, a flag, and a kind.
  byte[] jsonLines(int rows) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      text.append(
          String.format(
              Locale.ROOT,
              "{\"height\": %.3f, \"wild\": %b, \"kind\": \"%s\"}\n",
              row % KINDS + random.nextDouble(),
              random.nextBoolean(),
              NAMES[row % KINDS]));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Sentences of different lengths, with a kind for each or alone.
  byte[] sentences(int rows, boolean alone) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      String sentence = sentence(NAMES[row % KINDS], 1 + random.nextInt(6));
      String label = alone ? "" : ", \"label\": \"%s\"".formatted(NAMES[row % KINDS]);
      text.append("{\"text\": \"%s\"%s}\n".formatted(sentence, label));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Prose of so many sentences.
  byte[] prose(int sentences) {
    StringBuilder text = new StringBuilder();
    for (int sentence = 0; sentence < sentences; sentence++) {
      text.append(sentence(NAMES[random.nextInt(KINDS)], 3 + random.nextInt(6))).append(". ");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private String sentence(String tree, int words) {
    StringBuilder text = new StringBuilder("Über the ").append(tree);
    for (int word = 0; word < words; word++) {
      text.append(" and the ").append(NAMES[random.nextInt(KINDS)]);
    }
    return text.toString();
  }

  /// Coloured images of different sizes in a folder for each kind.
  byte[] photos(int perKind) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int kind = 0; kind < KINDS; kind++) {
      for (int number = 0; number < perKind; number++) {
        entries.put("trees/%s/%d.png".formatted(NAMES[kind], number), photo(COLOURS[kind]));
      }
    }
    return zip(entries);
  }

  private byte[] photo(int colour) {
    int width = 12 + random.nextInt(8);
    int height = 12 + random.nextInt(8);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < width * height; pixel++) {
      image.setRGB(pixel % width, pixel / width, colour ^ random.nextInt(16));
    }
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageIO.write(image, "png", bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] zip(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
