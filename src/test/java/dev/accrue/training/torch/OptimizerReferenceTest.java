package dev.accrue.training.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.engine.PtNDArray;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.training.TestRuntime;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every optimizer against 20 steps of PyTorch's under a changing learning rate, on tensors of
/// which one begins at 0.
class OptimizerReferenceTest {

  private static final int STEPS = 20;
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final TorchArchive MODEL =
      TorchArchive.program(
          "Model",
          """
          class Model(Module):
            __parameters__ = ["a", "b", "c", ]
            __buffers__ = []
            training : bool
            a : Tensor
            b : Tensor
            c : Tensor
            def forward(self: __torch__.Model, x: Tensor) -> Tensor:
              return torch.sum(torch.mul(self.a, x))
            def buffers(self: __torch__.Model) -> List[Tensor]:
              return annotate(List[Tensor], [])
          """);

  @TempDir Path directory;

  @Test
  void twentyStepsAreThoseOfPyTorch() {
    Fixture fixture = Fixture.read("optimizers");
    try (TorchRuntime runtime = TestRuntime.start(directory)) {
      fixture
          .metadata()
          .forEach((name, options) -> {
            agrees(runtime, fixture, name, spec(options), ElementType.F64, 1e-12);
            agrees(runtime, fixture, name, spec(options), ElementType.F32, 1e-5);
          });
    }
    assertThat(fixture.metadata()).hasSize(19);
  }

  private static void agrees(
      TorchRuntime runtime,
      Fixture fixture,
      String name,
      OptimizerSpec spec,
      ElementType type,
      double tolerance) {
    ScriptObject root = new ScriptObject("Model");
    NAMES.forEach(p -> root.with(p, Fixture.as(type, fixture.tensor("initial." + p)), true));
    double[] rates = fixture.values("learning_rates");
    try (TrainableModel model =
            TrainableModel.load(runtime, new TorchArchive("Model", MODEL.code(), root), List.of());
        Optimizer optimizer = new Optimizer(runtime, spec, null, model, Map.of())) {
      for (int step = 0; step < STEPS; step++) {
        for (NamedArray gradient : model.gradients()) {
          try (PtNDArray all =
                  runtime.create(Fixture.as(type, fixture.tensor("gradients." + gradient.name())));
              var one = all.get(step)) {
            gradient.array().addi(one);
          }
        }
        optimizer.step(rates[step], step + 1);
        for (NamedArray parameter : model.parameters()) {
          double[] all = fixture.values(name + "." + parameter.name());
          int size = all.length / STEPS;
          double[] expected = Arrays.copyOfRange(all, step * size, (step + 1) * size);
          double[] actual = Fixture.values(parameter.copy());
          assertThat(Fixture.relativeDifference(actual, expected))
              .as("%s, step %d, %s, %s", name, step + 1, parameter.name(), type)
              .isLessThan(tolerance);
        }
      }
    }
  }

  private static OptimizerSpec spec(JsonNode options) {
    double decay = options.path("weight_decay").asDouble(0);
    double epsilon = options.path("eps").asDouble(0);
    double beta1 = options.path("betas").path(0).asDouble(0);
    double beta2 = options.path("betas").path(1).asDouble(0);
    double momentum = options.path("momentum").asDouble(0);
    String kind = options.path("optimizer").stringValue();
    return switch (kind) {
      case "SGD" ->
          new OptimizerSpec.Sgd(momentum, options.path("nesterov").asBoolean(false), decay);
      case "Adam" -> new OptimizerSpec.Adam(beta1, beta2, epsilon, decay);
      case "AdamW" -> new OptimizerSpec.AdamW(beta1, beta2, epsilon, decay);
      case "RMSprop" ->
          new OptimizerSpec.RmsProp(
              options.path("alpha").asDouble(0),
              epsilon,
              momentum,
              options.path("centered").asBoolean(false),
              decay);
      case "Adagrad" ->
          new OptimizerSpec.Adagrad(
              options.path("lr_decay").asDouble(0),
              options.path("initial_accumulator_value").asDouble(0),
              epsilon,
              decay);
      case "Lamb" -> new OptimizerSpec.Lamb(beta1, beta2, epsilon, decay);
      case "Lion" -> new OptimizerSpec.Lion(beta1, beta2, decay);
      default -> throw new IllegalArgumentException(kind);
    };
  }
}
