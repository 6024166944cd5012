package dev.accrue.training.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.NamedArray;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class UserModuleTest {

  @TempDir Path directory;

  private TrainableModel load(TorchRuntime runtime, String name, BatchNormMomentum momentum)
      throws Exception {
    UserModule module = Modules.read(name, directory);
    return TrainableModel.load(runtime, module.trainable(momentum, Map.of()));
  }

  private static NDArray images(NDManager scope) {
    return scope.create(Modules.input(), new Shape(3, 1, 28, 28));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlp-traced",
        "mlp-scripted",
        "cnn-traced",
        "cnn-scripted",
        "cnn-eval",
        "two-outputs",
        "control-flow"
      })
  void tensorsAndOutputsAreThoseOfPyTorch(String name) throws Exception {
    JsonNode facts = Modules.facts(name);
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = load(runtime, name, BatchNormMomentum.ADJUSTED);
        NDManager scope = runtime.newScope()) {
      assertThat(model.parameters())
          .extracting(NamedArray::name)
          .containsExactlyElementsOf(Modules.parameters(name));
      for (NamedArray buffer : model.buffers()) {
        assertThat(facts.get("state").has(buffer.name())).as(buffer.name()).isTrue();
      }
      model.evaluationMode();
      NDList outputs = model.predict(new NDList(images(scope)));
      // A module that was traced in training mode follows the mode here, and not in PyTorch.
      if (!name.equals("cnn-traced")) {
        assertThat(outputs).hasSize(facts.get("outputs").size());
        for (int task = 0; task < outputs.size(); task++) {
          JsonNode expected = facts.get("outputs").get(task);
          float[] actual = outputs.get(task).toFloatArray();
          for (int index = 0; index < expected.size(); index++) {
            assertThat(actual[index])
                .isCloseTo(expected.get(index).floatValue(), Offset.offset(2e-5f));
          }
        }
      }
    }
  }

  /// Contract 9, for momenta that are constants in the user's code.
  @ParameterizedTest
  @ValueSource(strings = {"cnn-traced", "cnn-scripted"})
  void adjustedMomentumForgetsAtTheSameRatePerOptimizerStep(String name) throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel one = load(runtime, name, BatchNormMomentum.ADJUSTED);
        TrainableModel four = load(runtime, name, BatchNormMomentum.ADJUSTED);
        NDManager scope = runtime.newScope()) {
      one.batchNormExponent(1);
      one.forward(new NDList(images(scope)));
      four.batchNormExponent(1.0 / 4);
      for (int microBatch = 0; microBatch < 4; microBatch++) {
        // The backward runs after the correction: it must not find its tensors changed.
        NDArray output = four.forward(new NDList(images(scope))).singletonOrThrow();
        assertThat(output.getShape()).isEqualTo(new Shape(3, 10));
      }
      for (int buffer = 0; buffer < 2; buffer++) {
        float[] expected = one.buffers().get(buffer).array().toFloatArray();
        float[] actual = four.buffers().get(buffer).array().toFloatArray();
        for (int channel = 0; channel < expected.length; channel++) {
          assertThat(actual[channel]).isCloseTo(expected[channel], Offset.offset(2e-6f));
        }
        assertThat(expected[0]).isNotIn(0f, 1f);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cnn-traced", "cnn-scripted", "control-flow"})
  void frozenBatchNormNeverChanges(String name) throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = load(runtime, name, BatchNormMomentum.FROZEN);
        NDManager scope = runtime.newScope()) {
      List<NamedArray> statistics =
          model.buffers().stream().filter(it -> it.name().contains("running")).toList();
      List<TensorValue> before = statistics.stream().map(NamedArray::copy).toList();
      model.forward(new NDList(images(scope)));
      assertThat(statistics).isNotEmpty();
      assertThat(statistics.stream().map(NamedArray::copy).toList()).isEqualTo(before);
    }
  }

  @Test
  void evaluationLeavesTheStatisticsOfATracedModuleAlone() throws Exception {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = load(runtime, "cnn-traced", BatchNormMomentum.ADJUSTED);
        NDManager scope = runtime.newScope()) {
      TensorValue before = model.buffers().getFirst().copy();
      model.evaluationMode();
      model.predict(new NDList(images(scope)));
      assertThat(model.buffers().getFirst().copy()).isEqualTo(before);
      model.trainingMode();
      model.predict(new NDList(images(scope)));
      assertThat(model.buffers().getFirst().copy()).isNotEqualTo(before);
    }
  }

  @Test
  void weightsGoWhereTheModulesTensorsLie() throws Exception {
    UserModule module = Modules.read("cnn-scripted", directory);
    Map<String, TensorValue> weights = new HashMap<>();
    for (ModuleTensor tensor : module.tensors()) {
      ByteBuffer bytes = TensorValue.allocate(tensor.type(), tensor.shape());
      for (int index = 0; bytes.hasRemaining(); index++) {
        bytes.put((byte) (index % 60));
      }
      weights.put(tensor.name(), new TensorValue(tensor.type(), tensor.shape(), bytes.flip()));
    }
    Path exported = directory.resolve("exported.pt");
    module.export(weights, exported);
    UserModule again = UserModule.read(exported, "export");
    assertThat(again.className()).isEqualTo(module.className());
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model =
            TrainableModel.load(runtime, again.trainable(BatchNormMomentum.AS_IS, Map.of()))) {
      for (NamedArray array : model.parameters()) {
        assertThat(array.copy()).isEqualTo(weights.get(array.name()));
      }
      for (NamedArray array : model.buffers()) {
        assertThat(array.copy()).isEqualTo(weights.get(array.name()));
      }
    }
  }

  @Test
  void saysWhatIsWrongWithWhatIsNoModule() {
    assertThatThrownBy(() -> Modules.read("not-a-module", directory))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("torch.jit.save");
    assertThatThrownBy(() -> Modules.read("no-parameters", directory))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("no parameter");
  }
}
