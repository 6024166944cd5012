package dev.accrue.training.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.TensorValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class BuiltInModelsTest {

  private static List<Layer> cnn(List<Integer> channels, List<Long> sampleShape) {
    ModelSpec spec = new ModelSpec.Cnn(channels, List.of(8), true, 0);
    return BuiltInModels.layers(spec, BatchNormMomentum.ADJUSTED, sampleShape, 10);
  }

  @Test
  void aConvolutionBeforeBatchNormHasNoBias() {
    assertThat(cnn(List.of(4), List.of(1L, 28L, 28L)).getFirst())
        .isEqualTo(new Layer.Conv2d(1, 4, 3, 1, false));
  }

  @Test
  void saysThatImagesAreTooSmallForSoManyBlocks() {
    assertThatThrownBy(() -> cnn(List.of(4, 4, 4, 4, 4), List.of(1L, 28L, 28L)))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("use fewer convolution blocks");
  }

  @Test
  void saysThatACnnNeedsImages() {
    assertThatThrownBy(() -> cnn(List.of(4), List.of(784L)))
        .isInstanceOf(TrainingRefusedException.class)
        .hasMessageContaining("[784]")
        .hasMessageContaining("use the architecture mlp");
  }

  @Test
  void initialWeightsFillPyTorchsDefaultRange() {
    LayerTensor weight = new Layer.Linear(100, 50).tensors().getFirst();
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
    LayerTensor weight = new Layer.Linear(3, 3).tensors().getFirst();
    TensorValue value = new InitialWeights(5).value("a", weight, ElementType.F32);
    assertThat(new InitialWeights(5).value("a", weight, ElementType.F32)).isEqualTo(value);
    assertThat(new InitialWeights(5).value("b", weight, ElementType.F32)).isNotEqualTo(value);
    assertThat(new InitialWeights(6).value("a", weight, ElementType.F32)).isNotEqualTo(value);
  }
}
