package dev.accrue.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.architecture.LayerTensor;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltInModelsTest {

  private static LayeredModel cnn(List<Integer> channels, List<Long> sampleShape) {
    ModelSpec spec = new ModelSpec.Cnn(channels, List.of(8), true, 0);
    return BuiltInModels.of(
        spec,
        null,
        BatchNormMomentum.ADJUSTED,
        Precision.FP32,
        FeatureLayout.real(sampleShape),
        List.of(TargetLayout.ofClass("class", 10)));
  }

  private static LayerTensor tensor(String name, double bound, Long... shape) {
    return new LayerTensor(
        name, LayerTensor.Kind.PARAMETER, List.of(shape), new LayerTensor.Initial.Uniform(bound));
  }

  @Test
  void aConvolutionBeforeBatchNormHasNoBias() {
    List<String> names = new ArrayList<>();
    cnn(List.of(4), List.of(1L, 28L, 28L))
        .archive((name, tensor, type) -> {
          names.add(name);
          return new InitialWeights(1).value(name, tensor, type);
        });
    assertThat(names).contains("layers.0.weight").doesNotContain("layers.0.bias");
  }

  @Test
  void saysThatImagesAreTooSmallForSoManyBlocks() {
    assertThatThrownBy(() -> cnn(List.of(4, 4, 4, 4, 4), List.of(1L, 28L, 28L)))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("write at most 4");
  }

  @Test
  void saysThatACnnNeedsImages() {
    assertThatThrownBy(() -> cnn(List.of(4), List.of(784L)))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("[784]")
        .hasMessageContaining("write architecture: mlp");
  }

  @Test
  void initialWeightsFillPyTorchsDefaultRange() {
    LayerTensor weight = tensor("weight", 0.1, 50L, 100L);
    TensorValue value = new InitialWeights(5).value("layers.0.weight", weight, ElementType.F64);
    double sum = 0;
    double largest = 0;
    for (int index = 0; index < value.elements(); index++) {
      double element = value.bytes().getDouble(8 * index);
      sum += element;
      largest = Math.max(largest, Math.abs(element));
    }
    assertThat(largest).isBetween(0.099, 0.1); // 1 / sqrt(100)
    assertThat(sum / value.elements()).isBetween(-0.003, 0.003);
  }

  @Test
  void initialWeightsAreAFunctionOfSeedAndName() {
    LayerTensor weight = tensor("weight", 0.5, 3L, 3L);
    TensorValue value = new InitialWeights(5).value("a", weight, ElementType.F32);
    assertThat(new InitialWeights(5).value("a", weight, ElementType.F32)).isEqualTo(value);
    assertThat(new InitialWeights(5).value("b", weight, ElementType.F32)).isNotEqualTo(value);
    assertThat(new InitialWeights(6).value("a", weight, ElementType.F32)).isNotEqualTo(value);
  }
}
