package dev.accrue.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The bytes are the same wherever they wait, and room that was taken is given back.
class SpoolTest {

  private static final int CHUNK = 1_000;

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0",
    "999, 2",
    "1000, 2",
    "1001, 2",
    "2000, 2",
    "2001, 0",
    "3000, 2",
    "3001, 2",
    "9500, 0",
    "9500, 2",
    "9500, 9",
    "9500, 20",
    "10000, 9",
    "10000, 20"
  })
  void givesBackEachChunk(int size, int chunksInMemory) throws IOException {
    byte[] bytes = randomBytes(size);
    SpoolMemory memory = new SpoolMemory(chunksInMemory);

    try (Spool spool = Spool.fill(new ByteArrayInputStream(bytes), CHUNK, size, memory)) {
      assertThat(spool.sizeBytes()).isEqualTo(size);
      assertThat(spool.digest()).isEqualTo(Sha256.newDigest().digest(bytes));
      ByteArrayOutputStream chunks = new ByteArrayOutputStream();
      for (int ordinal = 0; ordinal < Math.ceilDiv(size, CHUNK); ordinal++) {
        chunks.writeBytes(spool.chunk(ordinal, CHUNK));
      }
      assertThat(chunks.toByteArray()).isEqualTo(bytes);
    }

    assertThat(left(memory)).isEqualTo(chunksInMemory);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 10})
  void holdsNoRoomWhenItFails(int chunksInMemory) {
    SpoolMemory memory = new SpoolMemory(chunksInMemory);
    InputStream tooMuch = new ByteArrayInputStream(randomBytes(5_000));
    InputStream broken =
        new SequenceInputStream(
            new ByteArrayInputStream(randomBytes(4_300)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }

              @Override
              public int read(byte[] target, int offset, int length) throws IOException {
                throw new IOException("connection reset");
              }
            });

    assertThatThrownBy(() -> Spool.fill(tooMuch, CHUNK, 4_999, memory))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("4999");
    assertThatThrownBy(() -> Spool.fill(broken, CHUNK, 10_000, memory))
        .hasMessage("connection reset");

    assertThat(left(memory)).isEqualTo(chunksInMemory);
  }

  private static int left(SpoolMemory memory) {
    int left = 0;
    while (memory.take()) {
      left++;
    }
    return left;
  }

  private static byte[] randomBytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
