package dev.accrue.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesFuzzTest {

  @TempDir Path directory;

  private static final int FILES = 1450;
  private static final Limits LIMITS = new Limits(100, 1 << 20, 50, 1000, 1000, 20, 5, 50);

  @Test
  void readsWhatNumPyWrites() throws IOException {
    NumericArray array = NpyArrays.open(write(npy()), "array");
    assertThat(array.shape()).containsExactly(2L, 3L);
    assertThat(array.value(4)).isEqualTo(4);
  }

  /// A zip that would fill the disk, and a name that would leave the directory.
  @Test
  void refusesArchivesThatUnpackToTooMuchOrElsewhere() throws IOException {
    Path bomb = write(zip("zeros.npy", new byte[2 << 20]));
    assertThatThrownBy(() -> Inspector.inspect(bomb, Format.NPZ, LIMITS))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("more than the limit");
    for (String path : List.of("../x.npy", "/x.npy", "a/../../x.npy")) {
      Path file = write(zip(path, npy()));
      assertThatThrownBy(() -> Inspector.inspect(file, Format.NPZ, LIMITS))
          .isInstanceOf(FormatException.class)
          .hasMessageContaining("not named");
    }
  }

  /// 10,150 files in all, and those of Parquet below: each is looked into or refused, and nothing
  /// is left behind.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PARQUET")
  void readsOrRefusesEveryMutatedFile(Format format) throws IOException {
    byte[] whole = whole(format);
    Random random = new Random(7);
    int refused = 0;
    for (int file = 0; file < FILES; file++) {
      try {
        Inspector.inspect(write(mutate(whole, random)), format, LIMITS);
      } catch (FormatException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
    try (var left = Files.list(directory)) {
      assertThat(left).hasSize(1);
    }
  }

  /// 2,500 files in all, some with counts of thousands of millions where counts of dozens were.
  /// They are read by one thread, so what it takes for a file can be told.
  @ParameterizedTest
  @ValueSource(strings = {"snappy", "gzip", "zstd", "plain", "split"})
  void readsOrRefusesEveryMutatedParquetFile(String name) throws IOException {
    byte[] whole =
        Files.readAllBytes(Path.of("src/test/resources/parquet/%s.parquet".formatted(name)));
    Random random = new Random(7);
    int refused = 0;
    for (int file = 0; file < 500; file++) {
      byte[] mutated = mutate(whole, random);
      if (mutated.length > 6 && random.nextInt(3) == 0) {
        int at = random.nextInt(mutated.length - 6);
        Arrays.fill(mutated, at, at + 4, (byte) 0xff);
        mutated[at + 4] = 7;
      }
      Path path = write(mutated);
      long before = allocatedBytes();
      try {
        Inspector.inspect(path, Format.PARQUET, LIMITS);
      } catch (FormatException e) {
        refused++;
      }
      assertThat(allocatedBytes() - before).isLessThan(64L << 20);
    }
    assertThat(refused).isBetween(100, 499);
  }

  private static long allocatedBytes() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static byte[] whole(Format format) throws IOException {
    return switch (format) {
      case IDX -> idx();
      case NPY -> npy();
      case NPZ -> zip("features.npy", npy());
      case CSV -> "a;b;c\n1;x;2.5\n2;\"y \"\" z\";\n3;w;-1e3\n".getBytes(StandardCharsets.UTF_8);
      case JSON_LINES ->
          "{\"a\": 1, \"b\": [1, 2]}\n{\"a\": null, \"c\": \"\\u00e4\"}\n"
              .getBytes(StandardCharsets.UTF_8);
      case TEXT -> "some text \u00e4\u00f6\n\u20ac".getBytes(StandardCharsets.UTF_8);
      case IMAGES_ZIP -> zip("cat/1.png", png());
      case PARQUET -> throw new IllegalArgumentException("below, from files");
    };
  }

  private static byte[] png() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return bytes.toByteArray();
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] mutated =
        random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
    for (int flips = random.nextInt(4); flips >= 0 && mutated.length > 0; flips--) {
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
    }
    return mutated;
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("file"), bytes);
  }

  private static byte[] npy() {
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    byte[] header = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(10 + header.length + 24).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    file.putShort((short) header.length).put(header);
    for (int value = 0; value < 6; value++) {
      file.putFloat(value);
    }
    return file.array();
  }

  private static byte[] idx() {
    return new byte[] {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4};
  }

  private static byte[] zip(String path, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(path));
      zip.write(content);
    }
    return bytes.toByteArray();
  }
}
