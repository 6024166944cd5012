package dev.accrue.format;

import dev.accrue.format.DatasetInspection.Kind;
import dev.accrue.format.DatasetInspection.Part;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// A zip of PNG, JPEG and BMP images, the last folder of each naming its class. Entries are read
/// into memory one at a time and never unpacked to files; what they really unpack to is held
/// against what they declare. May be read by several threads.
public final class ImageArchive implements AutoCloseable {

  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp");
  private static final String FIX = "make a zip with a folder of images per class";
  private static final long MAX_IMAGE_BYTES = 64L << 20;

  /// Of an entry that is not small: images are compressed already, and blank bitmaps are small.
  private static final long MAX_RATIO = 1000;

  private static final long SMALL_BYTES = 4L << 20;

  private final ZipFile zip;
  private final String name;
  private final List<Entry> entries;

  /// An image, by its path in the archive, and its class.
  public record Entry(String path, String label) {}

  private ImageArchive(ZipFile zip, String name, List<Entry> entries) {
    this.zip = zip;
    this.name = name;
    this.entries = entries;
  }

  /// Opens an archive and checks the list of its entries.
  ///
  /// @throws FormatException when it is none, or beyond a limit
  public static ImageArchive open(Path file, String name, Limits limits) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw refuse(name, "it is no whole zip file (%s)".formatted(e.getMessage()));
    }
    try {
      return new ImageArchive(zip, name, entries(zip, name, limits));
    } catch (IllegalArgumentException e) {
      zip.close();
      throw refuse(name, "it is no whole zip file (%s)".formatted(e.getMessage()));
    } catch (RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static List<Entry> entries(ZipFile zip, String name, Limits limits) {
    if (zip.size() > limits.entries()) {
      throw refuse(name, "it has %d entries, over %d".formatted(zip.size(), limits.entries()));
    }
    List<Entry> found = new ArrayList<>();
    long[] total = new long[1];
    zip.stream()
        .forEach(entry -> {
          checkPath(entry.getName(), name);
          if (entry.isDirectory() || isExtra(entry.getName())) {
            return;
          }
          found.add(entry(entry, name));
          total[0] += entry.getSize();
          if (total[0] > limits.unpackedBytes()) {
            throw refuse(name, "it unpacks to over %d bytes".formatted(limits.unpackedBytes()));
          }
        });
    if (found.isEmpty()) {
      throw refuse(name, "it has no images");
    }
    found.sort(Comparator.comparing(Entry::path));
    return List.copyOf(found);
  }

  private static void checkPath(String path, String name) {
    boolean leaves =
        path.startsWith("/")
            || path.contains("\\")
            || path.contains(":")
            || path.indexOf('\0') >= 0
            || List.of(path.split("/", -1)).contains("..");
    if (leaves || path.length() > 1000) {
      throw refuse(name, "its entry '%.80s' leads out of it".formatted(path));
    }
  }

  /// What file managers put into zips by themselves.
  private static boolean isExtra(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    return path.startsWith("__MACOSX/") || last.startsWith(".") || last.equals("Thumbs.db");
  }

  private static Entry entry(ZipEntry entry, String name) {
    String path = entry.getName();
    String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String[] folders = path.split("/", -1);
    if (!ENDINGS.contains(ending) || folders.length < 2) {
      throw refuse(name, "its entry '%.80s' is not CLASS/IMAGE.png, .jpg or .bmp".formatted(path));
    }
    long size = entry.getSize();
    long packed = Math.max(1, entry.getCompressedSize());
    if (size < 0 || size > MAX_IMAGE_BYTES || (size > SMALL_BYTES && size / packed > MAX_RATIO)) {
      throw refuse(
          name, "its entry '%.80s' unpacks from %d to %d bytes".formatted(path, packed, size));
    }
    return new Entry(path, folders[folders.length - 2]);
  }

  /// The images in the order of their paths.
  public List<Entry> entries() {
    return entries;
  }

  /// The classes in alphabetical order.
  public List<String> labels() {
    return entries.stream().map(Entry::label).distinct().sorted().toList();
  }

  /// The bytes of an image.
  ///
  /// @throws FormatException when they are not what the archive says
  public byte[] read(Entry entry) throws IOException {
    ZipEntry found = zip.getEntry(entry.path());
    try (InputStream stream = zip.getInputStream(found)) {
      byte[] bytes = stream.readNBytes(Math.toIntExact(found.getSize() + 1));
      if (bytes.length != found.getSize()) {
        throw refuse(
            name,
            "its entry '%.80s' does not unpack to %d bytes"
                .formatted(entry.path(), found.getSize()));
      }
      return bytes;
    } catch (ZipException | EOFException e) {
      throw refuse(
          name, "its entry '%.80s' is damaged (%s)".formatted(entry.path(), e.getMessage()));
    }
  }

  /// Decodes an image.
  ///
  /// @throws FormatException when it is none, or has too many pixels
  public Pixels decode(Entry entry) throws IOException {
    return ImageDecoder.decode(read(entry), "image '%.80s' of %s".formatted(entry.path(), name));
  }

  /// Looks at the size of every image and at the classes.
  DatasetInspection inspect(Limits limits) throws IOException {
    Tally labels = new Tally(limits.entries());
    List<List<@Nullable String>> preview = new ArrayList<>();
    for (Entry entry : entries) {
      String what = "image '%.80s' of %s".formatted(entry.path(), name);
      ImageDecoder.Size size = ImageDecoder.size(read(entry), what);
      labels.add(entry.label());
      if (preview.size() < limits.previewRows()) {
        String shown = "%s (%d x %d)".formatted(entry.path(), size.width(), size.height());
        preview.add(
            List.of(TableSummary.shortened(shown, limits.previewCharacters()), entry.label()));
      }
    }
    Pixels first = decode(entries.getFirst());
    long count = entries.size();
    List<Long> shape =
        List.of((long) first.channels(), (long) first.height(), (long) first.width());
    Part image =
        new Part(
            "image",
            Kind.IMAGE,
            "UNSIGNED_BYTE",
            List.of(count),
            count,
            0,
            0.0,
            255.0,
            null,
            List.of());
    Part label =
        new Part(
            "class",
            Kind.CATEGORY,
            "category",
            List.of(count),
            count,
            0,
            null,
            null,
            null,
            labels.counts());
    return new DatasetInspection(Format.IMAGES_ZIP, count, shape, List.of(image, label), preview);
  }

  private static FormatException refuse(String name, String reason) {
    return new FormatException(name, reason, FIX);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
