package dev.accrue.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Whether a file has the structure of what `torch.jit.save` writes: a zip of stored entries below
/// one folder, among them `data.pkl`, `version` or `.data/version`, and code. Only its directory is
/// read, so a bomb is not unpacked.
final class TorchScriptArchive {

  private static final int MAX_ENTRIES = 100_000;
  private static final int MAX_NAME = 1024;

  private TorchScriptArchive() {}

  /// The number of entries.
  ///
  /// @throws BadModelException when it is no such file
  static int check(Path file) throws IOException, BadModelException {
    long sizeBytes = Files.size(file);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      if (zip.size() > MAX_ENTRIES) {
        throw new BadModelException(
            "has %d entries, more than %d".formatted(zip.size(), MAX_ENTRIES));
      }
      Set<String> names = new HashSet<>();
      long unpackedBytes = 0;
      for (ZipEntry entry : zip.stream().toList()) {
        checkName(entry.getName());
        if (!names.add(entry.getName())) {
          throw new BadModelException("has the entry %s twice".formatted(entry.getName()));
        }
        unpackedBytes = Math.addExact(unpackedBytes, Math.max(0, entry.getSize()));
        if (entry.getMethod() != ZipEntry.STORED && unpackedBytes > sizeBytes * 4) {
          throw new BadModelException(
              "has compressed entries that unpack to far more than it holds");
        }
      }
      checkParts(names);
      return names.size();
    } catch (ZipException | ArithmeticException | IllegalArgumentException e) {
      throw new BadModelException("is not a zip archive: " + e.getMessage());
    }
  }

  private static void checkName(String name) throws BadModelException {
    boolean bad =
        name.isEmpty()
            || name.length() > MAX_NAME
            || name.startsWith("/")
            || name.contains("\\")
            || List.of(name.split("/", -1)).contains("..");
    if (bad) {
      throw new BadModelException("has an entry with the name %s".formatted(shown(name)));
    }
  }

  private static void checkParts(Set<String> names) throws BadModelException {
    String top = names.stream().findFirst().orElse("").split("/", 2)[0] + "/";
    for (String name : names) {
      if (!name.startsWith(top)) {
        throw new BadModelException("has entries outside one folder: %s".formatted(shown(name)));
      }
    }
    require(names.contains(top + "data.pkl"), "has no data.pkl");
    require(
        names.contains(top + "version") || names.contains(top + ".data/version"), "has no version");
    require(
        names.stream().anyMatch(name -> name.startsWith(top + "code/") && name.endsWith(".py")),
        "has no code: save it with torch.jit.save, not with torch.save");
  }

  private static void require(boolean condition, String message) throws BadModelException {
    if (!condition) {
      throw new BadModelException(message);
    }
  }

  private static String shown(String name) {
    return name.length() > 100 ? name.substring(0, 100) + "…" : name;
  }
}
