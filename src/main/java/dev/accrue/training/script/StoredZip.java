package dev.accrue.training.script;

import dev.accrue.training.TrainingRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A zip as `torch.jit.save` writes it: everything under one folder, and stored except for the
/// code, which is compressed and read within a limit of its own; so that it unpacks to little more
/// than its own size. Entries are read in place; no file is made of them, whatever they are called.
final class StoredZip implements AutoCloseable {

  private static final int MAX_ENTRIES = 20_000;
  private static final String HOW_TO_SAVE =
      "; save the module with torch.jit.save(torch.jit.script(module), path)";

  private final String what;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

  private StoredZip(String what, ZipFile zip) {
    this.what = what;
    this.zip = zip;
  }

  /// Opens a file.
  ///
  /// @param what it is, for messages
  /// @throws TrainingRefusedException when it is no such zip
  static StoredZip open(Path file, String what) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException | IllegalArgumentException e) {
      if (!Files.isReadable(file)) {
        throw new IOException("cannot read " + file, e);
      }
      throw new TrainingRefusedException(
          "%s is not a TorchScript archive (a zip): %s%s"
              .formatted(what, e.getMessage(), HOW_TO_SAVE));
    }
    StoredZip stored = new StoredZip(what, zip);
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
      String name = entry.getName();
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

  /// The names of all entries, without the folder that all are in.
  Collection<String> names() {
    return entries.keySet();
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /// An entry's size in bytes, if there is one.
  Optional<Long> findSize(String name) {
    return Optional.ofNullable(entries.get(name)).map(ZipEntry::getSize);
  }

  /// A whole entry.
  ///
  /// @throws TrainingRefusedException when it is missing or larger than `maxBytes`
  ByteBuffer read(String name, int maxBytes) throws IOException {
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

  private InputStream open(ZipEntry entry) throws IOException {
    InputStream in = zip.getInputStream(entry);
    if (in == null) {
      throw new IOException("it is not there");
    }
    return in;
  }

  private TrainingRefusedException refused(String why) {
    return new TrainingRefusedException(
        "%s is not a TorchScript archive: %s%s".formatted(what, why, HOW_TO_SAVE));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
