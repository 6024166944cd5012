package dev.accrue.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrayFilesFuzzTest {

  @TempDir Path directory;

  private interface Reader {
    void read(Path file) throws IOException;
  }

  @Test
  void readsWhatNumPyWrites() throws IOException {
    NumericArray array = NpyArrays.open(write(npy()), "array");
    assertThat(array.shape()).containsExactly(2L, 3L);
    assertThat(array.value(4)).isEqualTo(4);
  }

  @Test
  void readsOrRefusesEveryMutatedFile() throws IOException {
    fuzz(npy(), 1000, file -> NpyArrays.open(file, "file"));
    fuzz(idx(), 1000, file -> IdxArrays.open(file, "file"));
    Path work = Files.createDirectory(directory.resolve("work"));
    fuzz(npz(), 1000, file -> NpzArrays.open(file, work, "file", Limits.STANDARD));
  }

  private void fuzz(byte[] whole, int files, Reader reader) throws IOException {
    Random random = new Random(7);
    int refused = 0;
    for (int file = 0; file < files; file++) {
      byte[] mutated = mutate(whole, random);
      try {
        reader.read(write(mutated));
      } catch (FormatException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] mutated =
        random.nextInt(4) == 0
            ? Arrays.copyOf(whole, random.nextInt(whole.length))
            : whole.clone();
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
    ByteBuffer file =
        ByteBuffer.allocate(10 + header.length + 24).order(ByteOrder.LITTLE_ENDIAN);
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

  private static byte[] npz() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("features.npy"));
      zip.write(npy());
    }
    return bytes.toByteArray();
  }
}
