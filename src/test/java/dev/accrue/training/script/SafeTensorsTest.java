package dev.accrue.training.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {

  @TempDir Path directory;

  private Path file(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    byte[] content = new byte[8 + text.length + data.length];
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(data);
    return Files.write(directory.resolve("weights.safetensors"), content);
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    SequencedMap<String, TensorValue> tensors = new LinkedHashMap<>();
    ByteBuffer numbers = TensorValue.allocate(ElementType.F32, List.of(2L, 3L));
    for (int index = 0; index < 6; index++) {
      numbers.putFloat(index / 3f);
    }
    tensors.put("b.weight", new TensorValue(ElementType.F32, List.of(2L, 3L), numbers.flip()));
    ByteBuffer count = TensorValue.allocate(ElementType.I64, List.of()).putLong(7).flip();
    tensors.put("a.count", new TensorValue(ElementType.I64, List.of(), count));
    Path file = directory.resolve("written.safetensors");
    SafeTensorsWriter.write(tensors, file);
    try (SafeTensors read = SafeTensors.open(file, "weights")) {
      assertThat(read.shapes()).containsOnlyKeys("a.count", "b.weight");
      assertThat(read.read("b.weight", ElementType.F32)).isEqualTo(tensors.get("b.weight"));
      assertThat(read.read("a.count", ElementType.I64)).isEqualTo(tensors.get("a.count"));
      assertThat(read.converts("a.count", ElementType.F32)).isFalse();
    }
  }

  @Test
  void ofEverythingInACheckpointTheWeightsAreRead() throws Exception {
    SequencedMap<String, TensorValue> tensors = new LinkedHashMap<>();
    for (String name : List.of("model/a.weight", "optimizer/a.weight/momentum", "ema/a.weight")) {
      ByteBuffer number = TensorValue.allocate(ElementType.F32, List.of()).putFloat(name.length());
      tensors.put(name, new TensorValue(ElementType.F32, List.of(), number.flip()));
    }
    Path file = directory.resolve("everything.safetensors");
    SafeTensorsWriter.write(tensors, file);
    try (SafeTensors read = SafeTensors.open(file, "weights")) {
      assertThat(read.shapes()).containsOnlyKeys("a.weight");
      assertThat(read.read("a.weight", ElementType.F32)).isEqualTo(tensors.get("model/a.weight"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "F16, 3e00, 1.5",
    "BF16, c03f, 1.5",
    "F32, 0000c03f, 1.5",
    "F64, 000000000000f83f, 1.5"
  })
  void realTypesBecomeTheModels(String type, String hexadecimal, double expected) throws Exception {
    byte[] data =
        type.equals("F16") ? new byte[] {0, 0x3e} : java.util.HexFormat.of().parseHex(hexadecimal);
    String header =
        "{\"x\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}"
            .formatted(type, data.length);
    try (SafeTensors read = SafeTensors.open(file(header, data), "weights")) {
      assertThat(read.read("x", ElementType.F32).bytes().getFloat()).isEqualTo((float) expected);
      assertThat(read.read("x", ElementType.F64).bytes().getDouble()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | does not take the bytes",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | overlap or leave a gap",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | may have been cut off",
        "{\"x\":{\"dtype\":\"F8\",\"shape\":[8],\"data_offsets\":[0,8]}} | has the type F8",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | as they should be",
        "{\"x\":{\"dtype\":\"U8\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}} | take the bytes",
        "{\"x\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},\"x\":{}} | Duplicate",
        "[1] | no JSON object",
        "{} | 0 tensors",
        "{\"x\" | no JSON"
      })
  void aHeaderThatDoesNotFitIsRefused(String header, String reason) throws Exception {
    Path file = file(header, new byte[8]);
    assertThatThrownBy(() -> SafeTensors.open(file, "weights base"))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("weights base is not a safetensors file")
        .hasMessageContaining(reason);
  }

  @Test
  void aHeaderLongerThanTheFileIsRefused() throws Exception {
    byte[] lying = Modules.littleEndian(16).putLong(1L << 62).array();
    Path file = Files.write(directory.resolve("lying"), lying);
    assertThatThrownBy(() -> SafeTensors.open(file, "weights"))
        .isInstanceOf(TrainingRefusedException.class);
    Path empty = Files.write(directory.resolve("empty"), new byte[3]);
    assertThatThrownBy(() -> SafeTensors.open(empty, "weights"))
        .isInstanceOf(TrainingRefusedException.class);
  }
}
