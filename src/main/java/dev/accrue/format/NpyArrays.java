package dev.accrue.format;

import dev.accrue.format.NumericArray.ElementKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads NumPy's NPY format, versions 1 to 3, of plain numbers in C order. The header is a Python
/// dictionary; it is matched, never evaluated. See numpy.lib.format.
public final class NpyArrays {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 16;
  private static final int MAX_RANK = 8;
  private static final String FIX = "save it again with numpy.save";
  private static final Pattern DESCRIPTION =
      Pattern.compile("'descr'\\s*:\\s*'([<>|=]?)(\\w{1,8})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*+)\\)");

  private NpyArrays() {}

  /// Opens a file and checks that its header is true.
  ///
  /// @throws FormatException when the content is not an array of numbers in C order
  public static NumericArray open(Path file, String name) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer start = read(channel, 12, 0);
      if (start.remaining() < 10 || !startsWithMagic(start)) {
        throw refuse(name, "it does not start with the mark of an NPY file");
      }
      int version = start.get(6);
      if (version < 1 || version > 3 || start.remaining() < 12) {
        throw refuse(name, "its version %d is none of 1, 2, 3".formatted(version));
      }
      int prefix = version == 1 ? 10 : 12;
      long length =
          version == 1
              ? Short.toUnsignedInt(start.getShort(8))
              : Integer.toUnsignedLong(start.getInt(8));
      if (length > MAX_HEADER || length > channel.size() - prefix) {
        throw refuse(name, "its header claims %d bytes".formatted(length));
      }
      String header = StandardCharsets.UTF_8.decode(read(channel, (int) length, prefix)).toString();
      return body(header, prefix + length, name).map(channel, name);
    }
  }

  private static ByteBuffer read(FileChannel channel, int bytes, long from) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
      // read on: a channel may return less than asked for
    }
    return buffer.flip();
  }

  private static boolean startsWithMagic(ByteBuffer start) {
    for (int place = 0; place < MAGIC.length; place++) {
      if (start.get(place) != MAGIC[place]) {
        return false;
      }
    }
    return true;
  }

  private static ArrayBody body(String header, long offset, String name) {
    Matcher description = find(DESCRIPTION, header, "descr", name);
    if (find(ORDER, header, "fortran_order", name).group(1).equals("True")) {
      throw new FormatException(
          name, "it is in Fortran order", "save numpy.ascontiguousarray of it");
    }
    ByteOrder order =
        description.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    List<Long> shape = shape(find(SHAPE, header, "shape", name).group(1), name);
    return new ArrayBody(kind(description.group(2), name), shape, order, offset);
  }

  private static Matcher find(Pattern pattern, String header, String field, String name) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw refuse(name, "its header has no usable '%s' (plain numbers only)".formatted(field));
    }
    return matcher;
  }

  private static List<Long> shape(String text, String name) {
    List<Long> shape = new ArrayList<>();
    for (String extent : text.split(",", -1)) {
      if (!extent.isBlank()) {
        shape.add(extent(extent.strip(), name));
      }
    }
    if (shape.isEmpty() || shape.size() > MAX_RANK) {
      throw refuse(name, "its rank is %d, not 1 to %d".formatted(shape.size(), MAX_RANK));
    }
    return shape;
  }

  private static long extent(String text, String name) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw refuse(name, "extent '%.40s' of its shape is no 64-bit number".formatted(text));
    }
  }

  private static ElementKind kind(String type, String name) {
    return switch (type) {
      case "u1", "b1" -> ElementKind.UNSIGNED_BYTE;
      case "i1" -> ElementKind.SIGNED_BYTE;
      case "i2" -> ElementKind.SHORT;
      case "u2" -> ElementKind.UNSIGNED_SHORT;
      case "i4" -> ElementKind.INT;
      case "u4" -> ElementKind.UNSIGNED_INT;
      case "i8" -> ElementKind.LONG;
      case "f2" -> ElementKind.HALF;
      case "f4" -> ElementKind.FLOAT;
      case "f8" -> ElementKind.DOUBLE;
      default -> throw refuse(name, "its element type '%s' is no number".formatted(type));
    };
  }

  private static FormatException refuse(String name, String reason) {
    return new FormatException(name, "it is not a valid NPY file, " + reason, FIX);
  }
}
