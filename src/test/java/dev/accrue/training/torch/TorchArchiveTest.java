package dev.accrue.training.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.BuiltInModels;
import dev.accrue.training.model.InitialWeights;
import dev.accrue.training.model.LayeredModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchArchiveTest {

  private static final List<Long> SAMPLE = List.of(1L, 8L, 8L);

  @TempDir Path directory;

  private static LayeredModel cnn(BatchNormMomentum momentum) {
    ModelSpec spec = new ModelSpec.Cnn(List.of(4, 6), List.of(10), true, 0.5);
    return BuiltInModels.of(
        spec,
        null,
        momentum,
        Precision.FP32,
        FeatureLayout.real(SAMPLE),
        List.of(TargetLayout.ofClass("class", 3)));
  }

  private static TrainableModel load(TorchRuntime runtime, LayeredModel description) {
    return TrainableModel.load(runtime, description.program(new InitialWeights(1)));
  }

  @Test
  void tensorsAreNamedAsInPyTorch() {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = load(runtime, cnn(BatchNormMomentum.ADJUSTED))) {
      assertThat(model.parameters())
          .extracting(NamedArray::name)
          .containsExactly(
              "layers.0.weight",
              "layers.1.weight",
              "layers.1.bias",
              "layers.4.weight",
              "layers.5.weight",
              "layers.5.bias",
              "layers.9.weight",
              "layers.9.bias",
              "layers.12.weight",
              "layers.12.bias");
      assertThat(model.buffers())
          .extracting(NamedArray::name)
          .startsWith(
              "layers.1.running_mean", "layers.1.running_var", "layers.1.num_batches_tracked")
          .hasSize(6);
    }
  }

  @Test
  void anyLoaderOfTorchScriptRunsTheModel() throws Exception {
    LayeredModel description = cnn(BatchNormMomentum.ADJUSTED);
    Path exported = Files.createDirectory(directory.resolve("exported"));
    description.archive(new InitialWeights(1)).writeTo(exported.resolve("exported.pt"));
    try (TorchRuntime runtime = TorchRuntime.start(1, directory);
        TrainableModel model = load(runtime, description);
        Model loaded = Model.newInstance("exported", Device.cpu(), "PyTorch");
        NDManager scope = runtime.newScope()) {
      loaded.load(exported, "exported");
      NDArray features = scope.randomNormal(new Shape(5, 1, 8, 8));
      NDArray theirs =
          loaded
              .getBlock()
              .forward(new ParameterStore(scope, false), new NDList(features), false)
              .singletonOrThrow();
      model.evaluationMode();
      assertThat(model.predict(new NDList(features)).singletonOrThrow().toFloatArray())
          .isEqualTo(theirs.toFloatArray());
    }
  }

  @Test
  void equalModelsAreEqualFiles() throws Exception {
    Path one = directory.resolve("one");
    Path other = directory.resolve("other");
    cnn(BatchNormMomentum.ADJUSTED).archive(new InitialWeights(1)).writeTo(one);
    cnn(BatchNormMomentum.ADJUSTED).archive(new InitialWeights(1)).writeTo(other);
    assertThat(Files.mismatch(one, other)).isEqualTo(-1);
  }

  /// Contract 9: four micro-batches with the adjusted momentum forget as much as one batch does.
  @Test
  void adjustedBatchNormForgetsAtTheSameRatePerOptimizerStep() {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel one = load(runtime, cnn(BatchNormMomentum.ADJUSTED));
        TrainableModel four = load(runtime, cnn(BatchNormMomentum.ADJUSTED));
        NDManager scope = runtime.newScope()) {
      NDArray features = scope.randomNormal(new Shape(16, 1, 8, 8));
      one.batchNormExponent(1);
      one.forward(new NDList(features));
      four.batchNormExponent(1.0 / 4);
      for (int microBatch = 0; microBatch < 4; microBatch++) {
        four.forward(new NDList(features));
      }
      float[] expected = one.buffers().getFirst().array().toFloatArray();
      float[] actual = four.buffers().getFirst().array().toFloatArray();
      for (int channel = 0; channel < expected.length; channel++) {
        assertThat(expected[channel]).isNotZero();
        assertThat(actual[channel])
            .isCloseTo(expected[channel], org.assertj.core.data.Offset.offset(1e-6f));
      }
    }
  }

  @Test
  void frozenBatchNormNeverChanges() {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = load(runtime, cnn(BatchNormMomentum.FROZEN));
        NDManager scope = runtime.newScope()) {
      List<TensorValue> before = model.buffers().stream().map(NamedArray::copy).toList();
      model.forward(new NDList(scope.randomNormal(new Shape(16, 1, 8, 8))));
      assertThat(model.buffers().stream().map(NamedArray::copy).toList()).isEqualTo(before);
    }
  }
}
