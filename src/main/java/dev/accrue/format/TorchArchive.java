package dev.accrue.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A zip as `torch.jit.save` writes it: everything under one folder, and stored except for the
/// code, which is compressed and read within a limit of its own; so that it unpacks to little more
/// than its own size. Entries are read in place; no file is made of them, whatever they are called.
public final class TorchArchive implements AutoCloseable {

  private static final int MAX_ENTRIES = 20_000;
  private static final int MAX_NAME = 1024;
  private static final String FIX =
      "save the module with torch.jit.save(torch.jit.script(module), path)";

  private final String what;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

  private TorchArchive(String what, ZipFile zip) {
    this.what = what;
    this.zip = zip;
  }

  /// Opens a file.
  ///
  /// @param what it is, for messages
  /// @throws FormatException when it is no such zip
  public static TorchArchive open(Path file, String what) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException | IllegalArgumentException e) {
      if (!Files.isReadable(file)) {
        throw new IOException("cannot read " + file, e);
      }
      throw new FormatException(what, "it is not a zip (%s)".formatted(e.getMessage()), FIX);
    }
    TorchArchive stored = new TorchArchive(what, zip);
    try {
      stored.list(Files.size(file));
      return stored;
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private void list(long fileBytes) {
    if (zip.size() == 0 || zip.size() > MAX_ENTRIES) {
      throw refused("it has %,d entries; a module has 1 to %,d".formatted(zip.size(), MAX_ENTRIES));
    }
    long total = 0;
    String folder = "";
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      String name = checkedName(entry);
      int slash = name.indexOf('/');
      String top = slash < 0 ? "" : name.substring(0, slash + 1);
      if (top.isEmpty() || !(folder.isEmpty() || folder.equals(top))) {
        throw refused("its entries are not all in one folder");
      }
      folder = top;
      boolean code = name.startsWith("code/", slash + 1);
      total += code ? 0 : entry.getSize();
      boolean stored =
          entry.getMethod() == ZipEntry.STORED && entry.getSize() == entry.getCompressedSize();
      if (entry.getSize() < 0 || !(stored || code) || total > fileBytes) {
        throw refused("entries other than code are compressed, or are larger than the file");
      }
      if (entries.put(name.substring(slash + 1), entry) != null) {
        throw refused("it has two entries of one name");
      }
    }
  }

  private String checkedName(ZipEntry entry) {
    String name = entry.getName();
    if (name.length() > MAX_NAME
        || name.contains("\\")
        || List.of(name.split("/", -1)).contains("..")) {
      throw refused("it has an entry with the name %.100s".formatted(name));
    }
    return name;
  }

  /// Refuses a file without a program, such as `torch.save` writes.
  ///
  /// @throws FormatException when it has no object, no version or no code
  public void requireProgram() {
    boolean code =
        names().stream().anyMatch(name -> name.startsWith("code/") && name.endsWith(".py"));
    if (!code || !has("data.pkl") || !(has("version") || has(".data/version"))) {
      throw refused(
          "it holds no program: it has %s, and may be by torch.save, which keeps weights only (upload these as .safetensors)"
              .formatted(!code ? "no code" : has("data.pkl") ? "no version" : "no data.pkl"));
    }
  }

  /// The names of all entries, without the folder that all are in.
  public Collection<String> names() {
    return entries.keySet();
  }

  /// Whether there is an entry of this name.
  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /// An entry's size in bytes, if there is one.
  public Optional<Long> findSize(String name) {
    return Optional.ofNullable(entries.get(name)).map(ZipEntry::getSize);
  }

  /// A whole entry.
  ///
  /// @throws FormatException when it is missing or larger than `maxBytes`
  public ByteBuffer read(String name, int maxBytes) throws IOException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw refused("it has no entry " + name);
    }
    if (entry.getSize() > maxBytes) {
      throw refused(
          "its entry %s has %,d bytes, more than the %,d that are read"
              .formatted(name, entry.getSize(), maxBytes));
    }
    try (InputStream in = open(entry)) {
      byte[] bytes = in.readNBytes((int) entry.getSize());
      if (bytes.length != entry.getSize()) {
        throw refused("its entry %s is cut off".formatted(name));
      }
      return ByteBuffer.wrap(bytes);
    } catch (IOException | IllegalArgumentException e) {
      throw refused("its entry %s cannot be read: %s".formatted(name, e.getMessage()));
    }
  }

  /// Copies a whole entry, whatever its size.
  ///
  /// @throws FormatException when it is missing or damaged
  public void copy(String name, OutputStream out) throws IOException {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw refused("it has no entry " + name);
    }
    try (InputStream in = open(entry)) {
      in.transferTo(out);
    }
  }

  private InputStream open(ZipEntry entry) throws IOException {
    InputStream in = zip.getInputStream(entry);
    if (in == null) {
      throw new IOException("it is not there");
    }
    return in;
  }

  private FormatException refused(String why) {
    return new FormatException(what, why, FIX);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
