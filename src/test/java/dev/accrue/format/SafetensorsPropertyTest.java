package dev.accrue.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Headers that are written are read, and any others are read or refused.
class SafetensorsPropertyTest {

  private static final int MAX_HEADER = 16 << 20;
  private static final List<TensorType> TYPES = List.of(TensorType.values());

  @Property(tries = 300)
  void whatIsLaidOutIsRead(@ForAll("tensors") List<SafetensorsLayout.Tensor> tensors)
      throws IOException {
    SafetensorsLayout layout = SafetensorsLayout.of(tensors, Map.of("a", "b"));
    byte[] file = new byte[Math.toIntExact(layout.sizeBytes())];
    System.arraycopy(layout.head(), 0, file, 0, layout.head().length);
    SafetensorsHeader header = read(file);
    assertThat(header.dataStart()).isEqualTo(layout.head().length);
    assertThat(header.dataStart() % 8).isZero();
    assertThat(header.metadata()).isEqualTo(Map.of("format", "pt", "a", "b"));
    assertThat(header.tensors()).hasSameSizeAs(tensors);
    for (SafetensorsLayout.Tensor tensor : tensors) {
      SafetensorsHeader.Entry entry = header.tensors().get(tensor.name());
      assertThat(entry).isNotNull();
      assertThat(entry.type()).isEqualTo(tensor.type());
      assertThat(entry.shape()).isEqualTo(tensor.shape());
      assertThat(entry.begin() % tensor.type().bytes()).as("aligned").isZero();
    }
  }

  @Provide
  Arbitrary<List<SafetensorsLayout.Tensor>> tensors() {
    Arbitrary<SafetensorsLayout.Tensor> tensor =
        Combinators.combine(
                Arbitraries.strings().ofMinLength(1).ofMaxLength(20),
                Arbitraries.of(TensorType.values()),
                Arbitraries.longs().between(0, 4).list().ofMaxSize(5))
            .as((name, type, shape) ->
                new SafetensorsLayout.Tensor(
                    "t" + name,
                    type,
                    shape,
                    shape.stream().reduce((long) type.bytes(), Math::multiplyExact)));
    return tensor.list().ofMinSize(1).ofMaxSize(12).uniqueElements(SafetensorsLayout.Tensor::name);
  }

  /// Offsets, shapes and counts from the corners of their ranges.
  @Property(tries = 1000)
  void anyHeaderIsReadOrRefused(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<String> fields = new ArrayList<>();
    for (int index = random.nextInt(5); index >= 0; index--) {
      fields.add(
          "\"%s\":{\"dtype\":\"%s\",\"shape\":[%s],\"data_offsets\":[%s,%s]}"
              .formatted(
                  random.nextInt(8) == 0 ? "same" : "t" + index,
                  random.nextInt(9) == 0 ? "F8" : TYPES.get(random.nextInt(TYPES.size())),
                  corner(random) + (random.nextBoolean() ? "" : "," + corner(random)),
                  corner(random),
                  corner(random)));
    }
    byte[] text = ("{" + String.join(",", fields) + "}").getBytes(StandardCharsets.UTF_8);
    long length = random.nextInt(10) == 0 ? cornerLength(random) : text.length;
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + text.length + random.nextInt(64))
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(length).put(text);
    try {
      SafetensorsHeader header = read(file.array());
      long covered =
          header.tensors().values().stream().mapToLong(it -> it.end() - it.begin()).sum();
      assertThat(header.dataStart() + covered).isEqualTo(file.capacity());
    } catch (FormatException e) {
      assertThat(e.reason()).isNotBlank();
      assertThat(e.fix()).isNotBlank();
    }
  }

  private static String corner(Random random) {
    return switch (random.nextInt(9)) {
      case 0 -> "-1";
      case 1 -> Long.toString(Long.MAX_VALUE);
      case 2 -> "9223372036854775808";
      case 3 -> "1.5";
      case 4 -> "4294967296";
      case 5 -> "null";
      default -> Integer.toString(random.nextInt(40));
    };
  }

  private static long cornerLength(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> -1;
      case 1 -> Long.MAX_VALUE;
      case 2 -> MAX_HEADER + 1L;
      default -> random.nextInt(300);
    };
  }

  private static SafetensorsHeader read(byte[] bytes) throws IOException {
    Path path = Files.createTempFile("header", ".safetensors");
    try {
      Files.write(path, bytes);
      try (FileChannel channel = FileChannel.open(path)) {
        return SafetensorsHeader.read(channel, "weights");
      }
    } finally {
      Files.delete(path);
    }
  }
}
