package dev.accrue.training.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.LayerSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.BuiltInModels;
import dev.accrue.training.model.InitialWeights;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Convolutions compute from their arguments alone: docs/decisions/0016 says why that needs a test.
class ConvolutionTest {

  private static final int RUNS = 25;
  private static final int SAMPLES = 8;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"1, 4, 8", "4, 8, 4", "3, 12, 20", "16, 4, 24", "24, 40, 8", "7, 13, 5"})
  void memoryThatOthersLeftBehindHasNoInfluence(int channels, int first, int second) {
    List<Long> shape = List.of((long) channels, 14L, 14L);
    var description =
        BuiltInModels.of(
            new ModelSpec.Cnn(List.of(first, second), List.of(), false, 0),
            null,
            BatchNormMomentum.ADJUSTED,
            Precision.FP32,
            FeatureLayout.real(shape),
            List.of(TargetLayout.ofClass("class", 3)));
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model =
            TrainableModel.load(runtime, description.program(new InitialWeights(1)));
        SumBackward backward = new SumBackward(runtime);
        NDManager scope = runtime.newScope()) {
      NDArray features = scope.randomNormal(new Shape(SAMPLES, channels, 14, 14));
      List<TensorValue> expected = null;
      for (int run = 0; run < RUNS; run++) {
        leaveNotANumbersBehind(runtime);
        model.clearGradients();
        try (NDManager inner = runtime.newScope()) {
          NDArray copy = features.duplicate();
          copy.attach(inner);
          NDList outputs = model.forward(new NDList(copy));
          assertThat(outputs.getFirst().toFloatArray()).doesNotContain(Float.NaN);
          backward.run(outputs);
        }
        List<TensorValue> gradients = model.gradients().stream().map(NamedArray::copy).toList();
        if (expected == null) {
          expected = gradients;
        }
        assertThat(gradients).isEqualTo(expected);
      }
    }
  }

  /// Where it did not, the process ended with `double free or corruption`; and the last shortcut of
  /// a ResNet-18 was off by 14 % of its norm.
  @ParameterizedTest
  @CsvSource({"4, 8, 17", "8, 16, 17", "12, 5, 17", "16, 8, 17", "256, 512, 10"})
  void aStridedKernelOfOnePixelStaysInItsMemoryAndComputesRight(
      int inputs, int outputs, int extent) {
    try (TorchRuntime runtime = TorchRuntime.start(2, directory)) {
      List<double[]> single = gradients(runtime, inputs, outputs, extent, Precision.FP32);
      List<double[]> exact = gradients(runtime, inputs, outputs, extent, Precision.FP64);
      for (int tensor = 0; tensor < exact.size(); tensor++) {
        assertThat(distance(single.get(tensor), exact.get(tensor)))
            .isLessThanOrEqualTo(
                1e-4 * distance(exact.get(tensor), new double[exact.get(tensor).length]));
      }
    }
  }

  private static double distance(double[] one, double[] other) {
    double squares = 0;
    for (int element = 0; element < one.length; element++) {
      squares += Math.pow(one[element] - other[element], 2);
    }
    return Math.sqrt(squares);
  }

  private static List<double[]> gradients(
      TorchRuntime runtime, int inputs, int outputs, int extent, Precision precision) {
    var description =
        BuiltInModels.of(
            new ModelSpec.Layers(
                List.of(
                    convolution(inputs, 3, 1),
                    convolution(outputs, 1, 2),
                    layer("flatten", Map.of()),
                    layer("head", Map.of()))),
            null,
            BatchNormMomentum.ADJUSTED,
            precision,
            FeatureLayout.real(List.of(3L, (long) extent, (long) extent)),
            List.of(TargetLayout.ofClass("class", 3)));
    try (TrainableModel model =
            TrainableModel.load(runtime, description.program(new InitialWeights(1)));
        SumBackward backward = new SumBackward(runtime);
        NDManager scope = runtime.newScope()) {
      runtime.seed(1);
      NDArray features =
          scope
              .randomNormal(new Shape(SAMPLES, 3, extent, extent))
              .toType(ElementType.of(precision).dataType(), false);
      for (int run = 0; run < RUNS; run++) {
        model.clearGradients();
        try (NDManager inner = runtime.newScope()) {
          NDArray copy = features.duplicate();
          copy.attach(inner);
          backward.run(model.forward(new NDList(copy)));
        }
      }
      return model.gradients().stream()
          .map(gradient -> gradient.array().toType(DataType.FLOAT64, false).toDoubleArray())
          .toList();
    }
  }

  private static LayerSpec convolution(int outputs, int kernel, int stride) {
    Map<String, Object> settings =
        Map.of(
            "outputs", outputs, "kernel", kernel, "stride", stride, "padding", 0, "groups", 1,
            "bias", true);
    return layer("conv2d", settings);
  }

  private static LayerSpec layer(String type, Map<String, Object> settings) {
    return new LayerSpec(type, settings, List.of());
  }

  /// Freed memory of many sizes, full of what would show anywhere.
  private static void leaveNotANumbersBehind(TorchRuntime runtime) {
    try (NDManager scope = runtime.newScope()) {
      for (int part = 1; part <= 8; part++) {
        scope.zeros(new Shape(SAMPLES * 48L * 14 * 14 / part)).addi(Float.NaN);
      }
    }
  }
}
