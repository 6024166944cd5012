package dev.accrue.training.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.TargetLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every loss against PyTorch's: sum, mean and gradient, in both precisions.
class LossReferenceTest {

  private static final int TOKENS = 7;
  private static final int CLASSES = 5;

  private static final String MODEL =
      """
      class Model(Module):
        __parameters__ = ["x", ]
        __buffers__ = []
        training : bool
        x : Tensor
        def forward(self: __torch__.Model, one: Tensor) -> Tensor:
          return torch.add(self.x, one)
        def buffers(self: __torch__.Model) -> List[Tensor]:
          return annotate(List[Tensor], [])
      """;

  @TempDir Path directory;

  @Test
  void lossesAndGradientsAreThoseOfPyTorch() {
    Fixture fixture = Fixture.read("losses");
    List<String> compared = new ArrayList<>();
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      fixture
          .metadata()
          .forEach((name, options) -> {
            LossSpec spec = spec(name, options);
            if (spec != null) {
              agrees(runtime, fixture, name, spec, ElementType.F64, 1e-12);
              agrees(runtime, fixture, name, spec, ElementType.F32, 1e-6);
              compared.add(name);
            }
          });
    }
    assertThat(compared).as("all but bce-positive-weight").hasSize(14);
  }

  private static void agrees(
      TorchRuntime runtime,
      Fixture fixture,
      String name,
      LossSpec spec,
      ElementType type,
      double tolerance) {
    double taskWeight = 0.5;
    double denominator = 3;
    ScriptObject input =
        new ScriptObject("Model")
            .with("x", Fixture.as(type, fixture.tensor(name + ".input")), true);
    try (NDManager scope = runtime.newScope();
        TaskLoss loss = Losses.of(runtime, spec, taskWeight, null, layout(spec));
        TrainableModel model =
            TrainableModel.load(runtime, new TorchArchive("Model", MODEL, input), List.of());
        PtNDArray target = runtime.create(fixture.tensor(name + ".target"))) {
      NDArray wanted =
          target.getDataType() == DataType.INT64 ? target : target.toType(type.dataType(), true);
      NDArray output = model.forward(new NDList(scope.create(0f))).singletonOrThrow();
      loss.backward(output, wanted, denominator);
      double sum = fixture.values(name + ".sum")[0];
      assertThat(loss.takeWindowLoss())
          .as(name)
          .isCloseTo(sum / denominator, within(tolerance * (1 + sum)));
      assertThat(loss.takeWindowLoss()).isZero();
      double[] gradient = Fixture.values(model.gradients().getFirst().copy());
      double[] expected = fixture.values(name + ".gradient");
      for (int index = 0; index < expected.length; index++) {
        expected[index] *= taskWeight / denominator;
      }
      assertThat(Fixture.relativeDifference(gradient, expected)).as(name).isLessThan(tolerance);
      TensorValue mean = fixture.tensors().get(name + ".mean");
      if (mean != null) {
        double measured = loss.results(loss.measure(output, wanted)).getOrDefault("loss", -1.0);
        double expectedMean = Fixture.values(mean)[0];
        assertThat(measured).as(name).isCloseTo(expectedMean, within(tolerance * (1 + sum)));
      } else {
        assertThat(gradient).as("all is masked").containsOnly(0);
      }
    }
  }

  private static TargetLayout layout(LossSpec spec) {
    return switch (spec) {
      case LossSpec.CrossEntropy _ -> TargetLayout.ofClass("label", CLASSES);
      case LossSpec.TokenCrossEntropy _ ->
          new TargetLayout("next", TargetLayout.Kind.TOKENS, List.of(4L), TOKENS);
      case LossSpec.BinaryCrossEntropy _,
          LossSpec.MeanSquaredError _,
          LossSpec.MeanAbsoluteError _,
          LossSpec.Huber _,
          LossSpec.Contrastive _ ->
          new TargetLayout("numbers", TargetLayout.Kind.REAL, List.of(3L), 0);
    };
  }

  private static @Nullable LossSpec spec(String name, JsonNode options) {
    double smoothing = options.path("label_smoothing").asDouble(0);
    if (name.startsWith("token-cross-entropy")) {
      return new LossSpec.TokenCrossEntropy(smoothing);
    }
    if (name.startsWith("cross-entropy")) {
      int ignored = options.path("ignore_index").asInt(-100);
      JsonNode weight = options.get("weight");
      return new LossSpec.CrossEntropy(
          smoothing,
          ignored == -100 ? null : ignored,
          weight == null ? null : weight.valueStream().map(JsonNode::doubleValue).toList());
    }
    return switch (name) {
      case "bce" -> new LossSpec.BinaryCrossEntropy();
      case "mse" -> new LossSpec.MeanSquaredError();
      case "l1" -> new LossSpec.MeanAbsoluteError();
      case "huber", "huber-half" -> new LossSpec.Huber(options.path("delta").asDouble(1));
      default -> null;
    };
  }
}
