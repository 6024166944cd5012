package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.memory.SharedMemory;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorCopiesTest {

  @TempDir Path directory;

  @Test
  void theyAreWhatTheTensorsWereWhenTheyWereCopied() throws IOException {
    takeAndCheck(Files.createDirectory(directory.resolve("disk")));
    Optional<Path> shared = SharedMemory.directoryFor(1 << 20);
    if (shared.isPresent()) {
      takeAndCheck(Files.createTempDirectory(shared.get(), "accrue-"));
    }
  }

  private void takeAndCheck(Path place) throws IOException {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        NDManager scope = runtime.newScope()) {
      NDArray matrix = scope.arange(0, 3000, 1, DataType.FLOAT32).reshape(30, 100);
      List<NamedArray> arrays =
          Stream.of(
                  matrix,
                  matrix.transpose(),
                  matrix.get("5:7, ::3"),
                  scope.create(7L),
                  scope.zeros(new Shape(0, 4)),
                  scope.create(new boolean[] {true, false, true}))
              .map(array -> new NamedArray("t", (PtNDArray) array))
              .toList();
      List<TensorValue> values = arrays.stream().map(NamedArray::copy).toList();
      int held = scope.getManagedArrays().size();

      try (TensorCopies copies = TensorCopies.in(place, arrays)) {
        matrix.addi(1);

        assertThat(copies.values()).isEqualTo(values);
        assertThat(copies.values()).allMatch(value -> value.bytes().isDirect());
        assertThat(copies.values().getFirst())
            .as("the tensor went on")
            .isNotEqualTo(arrays.getFirst().copy());
        assertThat(scope.getManagedArrays()).as("nothing is left in libtorch").hasSize(held);
      }
    }
    // Which it does when nothing is left in it.
    Files.delete(place);
  }

  @Test
  void aDirectoryThatCannotTakeThemIsNamed() {
    Path missing = directory.resolve("missing");

    assertThatThrownBy(() -> TensorCopies.in(missing, List.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(missing.toString());
  }
}
