package dev.accrue.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Reads a zip of NPY arrays, stored or deflated. Entries are unpacked to numbered files, so their
/// names are keys and never paths; what is really unpacked counts, not what the zip declares.
public final class NpzArrays {

  private static final String SUFFIX = ".npy";
  private static final String FIX = "save it again with numpy.savez";

  private NpzArrays() {}

  /// The arrays by name, in the order of the archive.
  ///
  /// @param work an existing directory for the unpacked arrays, to be kept while they are used
  /// @throws FormatException when the content is not a zip of arrays or beyond a limit
  public static Map<String, NumericArray> open(Path file, Path work, String name, Limits limits)
      throws IOException {
    Map<String, NumericArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() > limits.entries()) {
        throw refuse(name, "it has %d entries, over %d".formatted(zip.size(), limits.entries()));
      }
      long left = limits.unpackedBytes();
      for (ZipEntry entry : Collections.list(zip.entries())) {
        String array = arrayName(entry, name);
        if (arrays.containsKey(array)) {
          throw refuse(name, "it has two arrays '%s'".formatted(array));
        }
        Path unpacked = Files.createTempFile(work, "array", SUFFIX);
        try (InputStream input = zip.getInputStream(entry)) {
          left -= unpack(input, unpacked, left, name);
        }
        arrays.put(array, NpyArrays.open(unpacked, "array '%s' of %s".formatted(array, name)));
      }
    } catch (java.util.zip.ZipException | java.io.EOFException | IllegalArgumentException e) {
      throw refuse(name, "it is no whole zip file (%s)".formatted(e.getMessage()));
    }
    if (arrays.isEmpty()) {
      throw refuse(name, "it has no arrays");
    }
    return arrays;
  }

  private static String arrayName(ZipEntry entry, String name) {
    String path = entry.getName();
    if (!path.endsWith(SUFFIX) || path.contains("..") || path.startsWith("/")) {
      throw refuse(name, "its entry '%.80s' is not named ARRAY.npy".formatted(path));
    }
    return path.substring(0, path.length() - SUFFIX.length());
  }

  private static long unpack(InputStream input, Path target, long most, String name)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long total = 0;
    try (OutputStream output = Files.newOutputStream(target)) {
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        total += read;
        if (total > most) {
          throw refuse(name, "it unpacks to more than the limit in bytes");
        }
        output.write(buffer, 0, read);
      }
    }
    return total;
  }

  private static FormatException refuse(String name, String reason) {
    return new FormatException(name, reason, FIX);
  }
}
