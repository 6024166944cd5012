package dev.accrue.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StoredZipTest {

  /// 64-bit sizes begin at any size here, so that every mixture of small and large ones is read by
  /// the JDK, which checks each field.
  @Property(tries = 200)
  void isReadByTheJdk(
      @ForAll long seed,
      @ForAll @IntRange(max = 12) int count,
      @ForAll @IntRange(max = 5000) int from)
      throws IOException {
    Random random = new Random(seed);
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int index = 0; index < count; index++) {
      byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 3 : 3000)];
      random.nextBytes(bytes);
      files.put("földer/" + "x".repeat(random.nextInt(80)) + index, bytes);
    }
    StoredZip zip = zip(files, from);
    Path path = Files.createTempFile("stored", ".zip");
    try {
      Files.write(path, written(zip, files));
      assertThat(Files.size(path)).isEqualTo(zip.sizeBytes());
      assertRead(path, files);
    } finally {
      Files.delete(path);
    }
  }

  private static StoredZip zip(Map<String, byte[]> files, long zip64From) {
    List<StoredZip.Entry> entries =
        files.entrySet().stream()
            .map(it -> new StoredZip.Entry(it.getKey(), it.getValue().length))
            .toList();
    return new StoredZip(entries, zip64From);
  }

  private static byte[] written(StoredZip zip, Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    zip.writeTo(
        out,
        (entry, target) -> {
          for (byte next : files.getOrDefault(entry.name(), new byte[0])) {
            target.write(next);
          }
        });
    return out.toByteArray();
  }

  private static void assertRead(Path path, Map<String, byte[]> files) throws IOException {
    try (ZipFile read = new ZipFile(path.toFile())) {
      assertThat(read.stream().map(ZipEntry::getName)).containsExactlyElementsOf(files.keySet());
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        try (InputStream in = read.getInputStream(read.getEntry(file.getKey()))) {
          assertThat(in.readAllBytes()).isEqualTo(file.getValue());
        }
      }
    }
  }

  @Test
  void contentOfAnotherLengthThanSaidIsRefused() {
    StoredZip zip = new StoredZip(List.of(new StoredZip.Entry("a", 2)));
    assertThatThrownBy(() -> zip.writeTo(new ByteArrayOutputStream(), (entry, out) -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessage("a has 1 bytes and was to have 2");
  }

  /// What is said of sizes beyond four gigabytes adds up, without writing them.
  @Test
  void countsEntriesOfMoreThanFourGigabytes() {
    long large = 5L << 30;
    StoredZip zip =
        new StoredZip(List.of(new StoredZip.Entry("a", large), new StoredZip.Entry("b", 1)));
    assertThat(zip.sizeBytes()).isBetween(large + 1, large + 600);
  }
}
