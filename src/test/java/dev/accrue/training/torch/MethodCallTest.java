package dev.accrue.training.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.memory.ProcessMemory;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MethodCallTest {

  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "Calls",
          """
          class Calls(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def forward(self: __torch__.Calls, x: Tensor) -> Tensor:
              return torch.mul(x, 2.)
            def both(self: __torch__.Calls, x: Tensor, more: List[Tensor]) -> List[Tensor]:
              return [torch.add(x, more[0]), torch.sub(x, more[1])]
            def fail(self: __torch__.Calls, x: Tensor) -> Tensor:
              return torch.reshape(x, [3])
          """);

  private static final Shape LARGE = new Shape(64 << 20);
  private static final long LARGE_BYTES = 256L << 20;
  private static final int TIMES = 4;

  @TempDir static Path directory;
  private static TorchRuntime runtime;
  private static PtSymbolBlock program;

  @BeforeAll
  static void load() {
    runtime = TestRuntime.start(directory);
    program = runtime.load(PROGRAM);
  }

  @AfterAll
  static void close() {
    program.close();
    runtime.close();
  }

  private static PtNDArray numbers(NDManager scope, float... numbers) {
    return (PtNDArray) scope.create(numbers);
  }

  @Test
  void outputsBelongToTheScopeOfTheInputs() {
    try (NDManager scope = runtime.newScope()) {
      NDList outputs = MethodCall.run(program, "forward", new NDList(numbers(scope, 1, 2)), false);
      assertThat(outputs.singletonOrThrow().toFloatArray()).containsExactly(2, 4);
      assertThat(outputs.singletonOrThrow().getManager()).isSameAs(scope);
    }
  }

  @Test
  void autogradRecordsWhereItShall() {
    try (NDManager scope = runtime.newScope();
        SumBackward backward = new SumBackward(runtime)) {
      PtNDArray x = numbers(scope, 1, 2);
      x.setRequiresGradient(true);
      NDList inputs = new NDList(x);
      backward.run(MethodCall.run(program, "forward", inputs, true));
      assertThat(x.getGradient().toFloatArray()).containsExactly(2, 2);
      NDList unknown = MethodCall.run(program, "forward", inputs, false);
      assertThatThrownBy(() -> backward.run(unknown)).hasMessageContaining("does not require grad");
    }
  }

  @Test
  void listsAreArgumentsAndResults() {
    try (NDManager scope = runtime.newScope();
        IValue x = IValue.from(numbers(scope, 1));
        IValue more = MethodCall.list(List.of(numbers(scope, 10), numbers(scope, 100)))) {
      NDList outputs = MethodCall.run(program, "both", scope, false, x, more);
      assertThat(outputs).hasSize(2);
      assertThat(outputs.get(0).toFloatArray()).containsExactly(11);
      assertThat(outputs.get(1).toFloatArray()).containsExactly(-99);
    }
  }

  /// As after memory ran out inside of it: DJL's own call keeps each of them.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @EnabledOnOs(OS.LINUX)
  void aProgramThatFailsKeepsNothingOfWhatItWasGiven(boolean recording) {
    long before = ProcessMemory.dataBytes();
    for (int time = 0; time < TIMES; time++) {
      try (NDManager scope = runtime.newScope()) {
        NDList inputs = new NDList(scope.zeros(LARGE));
        assertThatThrownBy(() -> MethodCall.run(program, "fail", inputs, recording))
            .hasMessageContaining("shape '[3]' is invalid");
      }
    }
    assertThat(ProcessMemory.dataBytes() - before).isLessThan(LARGE_BYTES);
  }
}
