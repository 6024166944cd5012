package dev.accrue.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyRoomTest {

  @TempDir Path directory;

  private TorchRuntime runtime;
  private NDManager scope;
  private NDArray matrix;
  private List<NamedArray> arrays;

  @BeforeEach
  void begin() {
    assumeTrue(SharedMemory.directoryFor(1 << 20).isPresent(), "there is no shared memory");
    runtime = TestRuntime.start(directory);
    scope = runtime.newScope();
    matrix = scope.arange(0, 3000, 1, DataType.FLOAT32).reshape(30, 100);
    arrays =
        Stream.of(
                scope.create(new boolean[] {true, false, true}),
                matrix,
                matrix.transpose(),
                matrix.get("5:7, ::3"),
                scope.zeros(new Shape(0, 4)),
                scope.create(7L))
            .map(array -> new NamedArray("t", (PtNDArray) array))
            .toList();
  }

  @AfterEach
  void end() {
    if (runtime != null) {
      scope.close();
      runtime.close();
    }
  }

  private List<TensorValue> now() {
    return arrays.stream().map(NamedArray::copy).toList();
  }

  /// So that what is written into the room can be seen.
  private static List<ByteBuffer> views(CopyRoom.Taken taken) {
    return taken.values().stream().map(TensorValue::bytes).toList();
  }

  @Test
  void theRoomOfCopiesThatAreReadNoLongerIsFilledAgain() {
    try (CopyRoom room = new CopyRoom(runtime, arrays)) {
      List<ByteBuffer> first;
      try (CopyRoom.Taken taken = room.take(directory)) {
        assertThat(taken.values()).isEqualTo(now());
        first = views(taken);
      }
      matrix.muli(3);

      try (CopyRoom.Taken taken = room.take(directory)) {
        assertThat(taken.values()).as("as the tensors are now").isEqualTo(now());
        assertThat(views(taken)).as("in the same memory").isEqualTo(first);
        matrix.muli(5);
        assertThat(taken.values()).as("the tensors went on").isNotEqualTo(now());
      }
    }
  }

  @Test
  void copiesThatAreReadStayAsTheyWere() {
    try (CopyRoom room = new CopyRoom(runtime, arrays)) {
      List<TensorValue> before = now();
      try (CopyRoom.Taken read = room.take(directory)) {
        matrix.addi(1);

        try (CopyRoom.Taken other = room.take(directory)) {
          assertThat(other.values()).isEqualTo(now());
          assertThat(read.values()).isEqualTo(before);
        }
      }
    }
  }

  @Test
  void copiesCanBeReadAfterTheRoomIsClosed() {
    List<TensorValue> before = now();
    CopyRoom room = new CopyRoom(runtime, arrays);
    CopyRoom.Taken read = room.take(directory);

    room.close();
    matrix.addi(1);

    assertThat(read.values()).isEqualTo(before);
    read.close();
  }
}
