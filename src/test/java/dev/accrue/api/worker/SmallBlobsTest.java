package dev.accrue.api.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SmallBlobsTest {

  private static final String NAME = "ab".repeat(32);

  @Test
  void arriveAsTheyWereSent() throws IOException {
    Map<String, byte[]> blobs = new LinkedHashMap<>();
    blobs.put(NAME, new byte[] {1, 2, 3});
    blobs.put("0f".repeat(32), new byte[0]);
    blobs.put("ff".repeat(32), new byte[SmallBlobs.MAX_BYTES - 3]);

    Map<String, byte[]> read = read(new SmallBlobs(blobs).toBody()).bytesBySha256();

    assertThat(List.copyOf(read.keySet())).isEqualTo(List.copyOf(blobs.keySet()));
    assertThat(read).allSatisfy((name, bytes) -> assertThat(bytes).isEqualTo(blobs.get(name)));
    assertThat(read(new byte[0]).bytesBySha256()).isEmpty();
  }

  @Test
  void aBodyThatEndsWithinABlobIsRefused() {
    byte[] body = new SmallBlobs(Map.of(NAME, new byte[] {1, 2, 3})).toBody();

    for (int end = 1; end < body.length; end++) {
      byte[] cut = Arrays.copyOf(body, end);
      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("ends within a blob");
    }
  }

  @Test
  void moreThanTheLimitsIsRefusedBeforeMemoryIsTaken() {
    byte[] many = new SmallBlobs(Map.of(NAME, new byte[SmallBlobs.MAX_BYTES + 1])).toBody();
    byte[] lying = Arrays.copyOf(many, 36);
    Arrays.fill(lying, 32, 36, (byte) 0xff);
    Map<String, byte[]> tooMany = new LinkedHashMap<>();
    IntStream.rangeClosed(0, SmallBlobs.MAX_BLOBS)
        .forEach(number -> tooMany.put("%064x".formatted(number), new byte[0]));

    assertThatThrownBy(() -> read(many)).hasMessageContaining("more than 1048576");
    assertThatThrownBy(() -> read(lying)).hasMessageContaining("4294967295 bytes");
    assertThatThrownBy(() -> read(new SmallBlobs(tooMany).toBody()))
        .hasMessageContaining("more than 1000 blobs");
  }

  private static SmallBlobs read(byte[] body) throws IOException {
    return SmallBlobs.read(new ByteArrayInputStream(body));
  }
}
