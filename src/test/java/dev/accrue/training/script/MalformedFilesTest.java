package dev.accrue.training.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.format.FormatException;
import dev.accrue.format.PickleReader;
import dev.accrue.format.Pickled;
import dev.accrue.format.TorchArchive;
import dev.accrue.format.TorchTensors;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thousands of damaged files: each is read or refused, nothing else, and none leaves a file.
class MalformedFilesTest {

  private static final int MODULES = 2_400;
  private static final int WEIGHTS = 2_400;
  private static final List<String> NAMES =
      List.of("mlp-traced", "cnn-scripted", "two-outputs", "control-flow", "not-a-module");

  @TempDir Path directory;

  @Test
  void aDamagedModuleIsReadOrRefused() throws Exception {
    Random random = new Random(2026);
    int refused = 0;
    for (int round = 0; round < MODULES; round++) {
      byte[] bytes = Damage.to(Modules.bytes(NAMES.get(round % NAMES.size())), random);
      refused += readsModule(bytes) ? 0 : 1;
    }
    assertThat(refused).isBetween(MODULES / 5, MODULES - 1);
    assertThat(files()).isEqualTo(1);
  }

  /// Damage inside the pickle, which the zip's structure does not hide.
  @Test
  void aDamagedPickleIsReadOrRefused() throws Exception {
    Random random = new Random(2027);
    byte[] pickle;
    try (TorchArchive zip = TorchArchive.open(Modules.file("control-flow", directory), "module")) {
      pickle = zip.read("data.pkl", PickleReader.MAX_BYTES).array();
    }
    int refused = 0;
    for (int round = 0; round < MODULES; round++) {
      try {
        PickleReader.read("data.pkl", ByteBuffer.wrap(Damage.to(pickle, random)));
      } catch (FormatException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(MODULES / 5);
  }

  @Test
  void aServersListOfADamagedModuleIsReadOrRefused() throws IOException {
    Random random = new Random(2028);
    byte[] module = Modules.bytes("cnn-scripted");
    int refused = 0;
    for (int round = 0; round < MODULES; round++) {
      Path file = Files.write(directory.resolve("listed.pt"), Damage.to(module, random));
      try (TorchArchive zip = TorchArchive.open(file, "module")) {
        assertThat(TorchTensors.read(zip, "module")).allMatch(it -> it.elements() >= 0);
      } catch (FormatException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(MODULES / 5).isLessThan(MODULES);
  }

  private boolean readsModule(byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("module.pt"), bytes);
    try {
      UserModule module = UserModule.read(file, "module");
      assertThat(module.tensors()).isNotEmpty();
      return true;
    } catch (TrainingRefusedException e) {
      assertThat(e.getMessage()).hasSizeBetween(20, 2_000);
      return false;
    }
  }

  private long files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    }
  }

  @Test
  void damagedWeightsAreReadOrRefused() throws Exception {
    SequencedMap<String, TensorValue> tensors = new LinkedHashMap<>();
    for (int index = 0; index < 5; index++) {
      ByteBuffer bytes = TensorValue.allocate(ElementType.F32, List.of(3L, 4L));
      tensors.put("layer." + index, new TensorValue(ElementType.F32, List.of(3L, 4L), bytes));
    }
    Path file = directory.resolve("weights.safetensors");
    SafeTensorsWriter.write(tensors, file);
    byte[] original = Files.readAllBytes(file);
    Random random = new Random(2028);
    int refused = 0;
    for (int round = 0; round < WEIGHTS; round++) {
      Files.write(file, Damage.to(original, random));
      try (SafeTensors weights = SafeTensors.open(file, "weights")) {
        for (String name : weights.shapes().keySet()) {
          if (weights.converts(name, ElementType.F32)) {
            weights.read(name, ElementType.F32);
          }
        }
      } catch (TrainingRefusedException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(WEIGHTS / 5);
    assertThat(files()).isEqualTo(1);
  }

  /// A list that holds itself, and doubling by reference: small pickles of endless values.
  @Test
  void aPickleThatWouldUnfoldWithoutEndIsBounded() {
    byte[] itself = {(byte) 0x80, 2, ']', 'q', 0, 'h', 0, 'a', '.'};
    assertThat(PickleReader.read("pickle", ByteBuffer.wrap(itself)))
        .isInstanceOf(Pickled.Sequence.class);
    byte[] marks = new byte[3_000_000];
    Arrays.fill(marks, (byte) '(');
    marks[0] = (byte) 0x80;
    marks[1] = 2;
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> PickleReader.read("pickle", ByteBuffer.wrap(marks)))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("too much at once");
  }
}
