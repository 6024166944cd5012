package dev.accrue.training.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.accrue.training.TestRuntime;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Contract 3: gradients whose memory was given back are written by the first backward, and hold
/// then what a backward adds to zeros.
class ReleasedGradientsTest {

  private static final String SUM = "torch.sum(torch.mul(x, torch.add(self.a, self.b)))";

  @TempDir Path directory;

  private static TrainableModel model(TorchRuntime runtime, String loss) {
    ScriptObject module = new ScriptObject("Pair");
    module.with("a", ramp(1), true).with("b", ramp(2), true);
    String code =
        """
        class Pair(Module):
          __parameters__ = ["a", "b", ]
          __buffers__ = []
          training : bool
          a : Tensor
          b : Tensor
          def forward(self: __torch__.Pair, x: Tensor) -> Tensor:
            return %s
          def buffers(self: __torch__.Pair) -> List[Tensor]:
            return annotate(List[Tensor], [])
        """
            .formatted(loss);
    return TrainableModel.load(runtime, new TorchArchive("Pair", code, module), List.of());
  }

  private static TensorValue ramp(float factor) {
    ByteBuffer bytes = TensorValue.allocate(ElementType.F32, List.of(3L, 2L));
    for (int element = 0; element < 6; element++) {
      bytes.putFloat(factor * element);
    }
    return new TensorValue(ElementType.F32, List.of(3L, 2L), bytes.flip());
  }

  private static void backward(TorchRuntime runtime, TrainableModel model, float scale) {
    try (NDManager scope = runtime.newScope()) {
      NDArray x = scope.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2)).mul(scale);
      ForwardPass pass = model.pass(new NDList(x));
      model.backward(List.of(pass.output()), pass);
    }
  }

  private static List<List<Float>> gradients(TrainableModel model) {
    List<List<Float>> all = new ArrayList<>();
    for (NamedArray gradient : model.gradients()) {
      List<Float> values = new ArrayList<>();
      for (float value : gradient.array().toFloatArray()) {
        values.add(value);
      }
      all.add(values);
    }
    return all;
  }

  private List<List<Float>> afterTwo(String loss, boolean release) {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = model(runtime, loss)) {
      if (release) {
        model.releaseGradients();
        assertThat(model.gradients()).allMatch(gradient -> gradient.array().isEmpty());
      }
      backward(runtime, model, 1);
      assertThat(model.gradientsReleased()).isFalse();
      backward(runtime, model, 10);
      return gradients(model);
    }
  }

  private void writesWhatWouldBeAdded(String loss) {
    assertThat(afterTwo(loss, true)).isEqualTo(afterTwo(loss, false));
  }

  @Test
  void aBackwardWritesAndTheNextOneAdds() {
    writesWhatWouldBeAdded("torch.sum(torch.mul(torch.mul(x, self.a), self.b))");
  }

  /// Autograd gives both summands the very same tensor.
  @Test
  void parametersThatShareAGradientGetOneEach() {
    writesWhatWouldBeAdded(SUM);
    assertThat(afterTwo(SUM, true).getFirst()).containsExactly(11f, 22f, 33f, 44f, 55f, 66f);
  }

  @Test
  void onlyASharedGradientIsCopied() {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel apart =
            model(runtime, "torch.sum(torch.mul(torch.mul(x, self.a), self.b))");
        TrainableModel shared = model(runtime, SUM)) {
      apart.releaseGradients();
      backward(runtime, apart, 1);
      assertThat(apart.copiedGradients()).isZero();
      shared.releaseGradients();
      backward(runtime, shared, 1);
      assertThat(shared.copiedGradients()).isEqualTo(1);
    }
  }

  /// One summand gets a view of what the other one gets.
  @Test
  void parametersThatShareAGradientThroughAViewGetOneEach() {
    writesWhatWouldBeAdded(
        "torch.sum(torch.mul(torch.view(x, [6]), torch.add(torch.view(self.a, [6]), torch.view(self.b, [6]))))");
  }

  /// Its gradient comes with the strides of the transposed.
  @Test
  void aGradientLiesInMemoryAsItsParameterDoes() {
    writesWhatWouldBeAdded(
        "torch.sum(torch.mul(torch.transpose(x, 0, 1), torch.mul(torch.transpose(self.a, 0, 1), torch.transpose(self.b, 0, 1))))");
  }

  @Test
  void aParameterThatTheLossDoesNotDependOnGetsZeros() {
    String loss = "torch.sum(torch.mul(x, self.a))";
    writesWhatWouldBeAdded(loss);
    assertThat(afterTwo(loss, true).getLast()).containsOnly(0f);
  }

  @Test
  void whatIsClearedIsWrittenAgain() {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = model(runtime, "torch.sum(torch.mul(x, self.a))")) {
      model.releaseGradients();
      backward(runtime, model, 1);
      model.clearGradients();
      assertThat(model.gradientsReleased()).isTrue();
      backward(runtime, model, 2);
      assertThat(gradients(model).getFirst()).containsExactly(2f, 4f, 6f, 8f, 10f, 12f);
    }
  }
}
