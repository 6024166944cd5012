package dev.accrue.training.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.ClippingSpec;
import dev.accrue.api.spec.LayerSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.BuiltInModels;
import dev.accrue.training.model.InitialWeights;
import dev.accrue.training.model.LayeredModel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The optimizers against PyTorch's documented formulas, computed here in double precision, over 50
/// steps of a real model under a learning rate that changes at every step.
class OptimizerTest {

  private static final int STEPS = 50;
  private static final float[] FEATURES = {0.5f, -1, 2, 0.1f, 1, 1, -0.3f, 0, 0.7f, 0.2f, -2, 1};
  private static final long[] TARGETS = {0, 1, 2, 1};

  @TempDir Path directory;

  /// One parameter in plain Java.
  private interface Formula {
    void update(Reference parameter, double[] gradient, double learningRate, int update);
  }

  private static final class Reference {
    final double[] weights;
    final double[] first;
    final double[] second;
    final double[] third;

    Reference(double[] weights) {
      this.weights = weights;
      this.first = new double[weights.length];
      this.second = new double[weights.length];
      this.third = new double[weights.length];
    }
  }

  private static double learningRate(int update) {
    return 0.05 / Math.sqrt(update);
  }

  @Test
  void sgdWithMomentumAndWeightDecayFollowsPyTorch() {
    agrees(new OptimizerSpec.Sgd(0.9, false, 0.01), sgd(0.9, false, 0.01));
  }

  @Test
  void sgdWithNesterovMomentumFollowsPyTorch() {
    agrees(new OptimizerSpec.Sgd(0.8, true, 0.02), sgd(0.8, true, 0.02));
  }

  @Test
  void plainSgdFollowsPyTorch() {
    agrees(new OptimizerSpec.Sgd(0, false, 0), sgd(0, false, 0));
  }

  @Test
  void adamWFollowsPyTorch() {
    agrees(new OptimizerSpec.AdamW(0.9, 0.999, 1e-8, 0.05), adamW(0.9, 0.999, 1e-8, 0.05));
  }

  @Test
  void adamFollowsPyTorch() {
    agreesInBoth(
        new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0.05),
        (parameter, gradient, rate, update) -> {
          double[] decayed = decayed(parameter, gradient, 0.05);
          adamW(0.9, 0.999, 1e-8, 0).update(parameter, decayed, rate, update);
        });
  }

  @Test
  void rmsPropFollowsPyTorch() {
    agreesInBoth(new OptimizerSpec.RmsProp(0.99, 1e-8, 0, false, 0), rmsProp(0, false, 0));
    agreesInBoth(
        new OptimizerSpec.RmsProp(0.99, 1e-8, 0.9, false, 0.02), rmsProp(0.9, false, 0.02));
    agreesInBoth(new OptimizerSpec.RmsProp(0.99, 1e-8, 0, true, 0), rmsProp(0, true, 0));
    agreesInBoth(new OptimizerSpec.RmsProp(0.99, 1e-8, 0.9, true, 0.02), rmsProp(0.9, true, 0.02));
  }

  /// https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html
  private static Formula rmsProp(double momentum, boolean centered, double weightDecay) {
    return (parameter, gradient, rate, update) -> {
      double[] g = decayed(parameter, gradient, weightDecay);
      for (int i = 0; i < g.length; i++) {
        parameter.first[i] = 0.99 * parameter.first[i] + 0.01 * g[i] * g[i];
        parameter.second[i] = 0.99 * parameter.second[i] + 0.01 * g[i];
        double mean = centered ? parameter.second[i] : 0;
        double along = g[i] / (Math.sqrt(parameter.first[i] - mean * mean) + 1e-8);
        parameter.third[i] = momentum * parameter.third[i] + along;
        parameter.weights[i] -= rate * parameter.third[i];
      }
    };
  }

  /// https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html
  @Test
  void adagradFollowsPyTorch() {
    agreesInBoth(
        new OptimizerSpec.Adagrad(0.01, 0.1, 1e-10, 0.02),
        (parameter, gradient, rate, update) -> {
          double[] g = decayed(parameter, gradient, 0.02);
          for (int i = 0; i < g.length; i++) {
            parameter.first[i] = (update == 1 ? 0.1 : parameter.first[i]) + g[i] * g[i];
            double slower = rate / (1 + (update - 1) * 0.01);
            parameter.weights[i] -= slower * g[i] / (Math.sqrt(parameter.first[i]) + 1e-10);
          }
        });
  }

  /// Algorithm 2 of You et al., 2020, with bias correction.
  @Test
  void lambFollowsItsPaper() {
    agreesInBoth(
        new OptimizerSpec.Lamb(0.9, 0.999, 1e-6, 0.05),
        (parameter, gradient, rate, update) -> {
          double[] before = parameter.weights.clone();
          adamW(0.9, 0.999, 1e-6, 0).update(parameter, gradient, 1, update);
          double[] along = new double[before.length];
          Arrays.setAll(along, i -> before[i] - parameter.weights[i] + 0.05 * before[i]);
          double ratio = norm(List.of(before)) / norm(List.of(along));
          Arrays.setAll(parameter.weights, i -> before[i] - rate * ratio * along[i]);
        });
  }

  /// Chen et al., 2023.
  @Test
  void lionFollowsItsPaper() {
    agreesInBoth(
        new OptimizerSpec.Lion(0.9, 0.99, 0.05),
        (parameter, gradient, rate, update) -> {
          for (int i = 0; i < gradient.length; i++) {
            double sign = Math.signum(0.9 * parameter.first[i] + (1 - 0.9) * gradient[i]);
            parameter.weights[i] -= rate * (sign + 0.05 * parameter.weights[i]);
            parameter.first[i] = 0.99 * parameter.first[i] + (1 - 0.99) * gradient[i];
          }
        });
  }

  private static double[] decayed(Reference parameter, double[] gradient, double weightDecay) {
    double[] decayed = new double[gradient.length];
    Arrays.setAll(decayed, i -> gradient[i] + weightDecay * parameter.weights[i]);
    return decayed;
  }

  private void agreesInBoth(OptimizerSpec spec, Formula formula) {
    agrees(spec, null, ElementType.F32, 1e-6, formula);
    agrees(spec, null, ElementType.F64, 1e-12, formula);
  }

  /// https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html
  private static Formula sgd(double momentum, boolean nesterov, double weightDecay) {
    return (parameter, gradient, rate, update) -> {
      for (int i = 0; i < gradient.length; i++) {
        double g = gradient[i] + weightDecay * parameter.weights[i];
        if (momentum != 0) {
          parameter.first[i] = update == 1 ? g : momentum * parameter.first[i] + g;
          g = nesterov ? g + momentum * parameter.first[i] : parameter.first[i];
        }
        parameter.weights[i] -= rate * g;
      }
    };
  }

  /// https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html
  private static Formula adamW(double beta1, double beta2, double epsilon, double weightDecay) {
    return (parameter, gradient, rate, update) -> {
      for (int i = 0; i < gradient.length; i++) {
        parameter.weights[i] -= rate * weightDecay * parameter.weights[i];
        parameter.first[i] = beta1 * parameter.first[i] + (1 - beta1) * gradient[i];
        parameter.second[i] = beta2 * parameter.second[i] + (1 - beta2) * gradient[i] * gradient[i];
        double mean = parameter.first[i] / (1 - Math.pow(beta1, update));
        double square = parameter.second[i] / (1 - Math.pow(beta2, update));
        parameter.weights[i] -= rate * mean / (Math.sqrt(square) + epsilon);
      }
    };
  }

  private void agrees(OptimizerSpec spec, Formula formula) {
    agrees(spec, null, ElementType.F32, 1e-6, formula);
  }

  @Test
  void clippingByNormFollowsPyTorch() {
    agreesClipped(new ClippingSpec(0.3, null));
  }

  @Test
  void aNormThatIsNotReachedChangesNothing() {
    agreesClipped(new ClippingSpec(1e6, null));
  }

  @Test
  void clippingByValueFollowsPyTorch() {
    agreesClipped(new ClippingSpec(null, 0.05));
  }

  @Test
  void valuesAreClippedBeforeTheNorm() {
    agreesClipped(new ClippingSpec(0.1, 0.05));
  }

  /// In double precision, so that nothing but the formulas can differ.
  private void agreesClipped(ClippingSpec clipping) {
    OptimizerSpec sgd = new OptimizerSpec.Sgd(0.9, false, 0.01);
    agrees(sgd, clipping, ElementType.F64, 1e-13, sgd(0.9, false, 0.01));
    OptimizerSpec adamW = new OptimizerSpec.AdamW(0.9, 0.999, 1e-8, 0.05);
    agrees(adamW, clipping, ElementType.F64, 1e-12, adamW(0.9, 0.999, 1e-8, 0.05));
  }

  /// https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html and
  /// https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
  private static void clip(List<double[]> gradients, @Nullable ClippingSpec clipping) {
    Double value = clipping == null ? null : clipping.value();
    Double norm = clipping == null ? null : clipping.norm();
    if (value != null) {
      gradients.forEach(
          gradient -> Arrays.setAll(gradient, i -> Math.max(-value, Math.min(value, gradient[i]))));
    }
    if (norm != null) {
      double factor = Math.min(1, norm / (norm(gradients) + 1e-6));
      gradients.forEach(gradient -> Arrays.setAll(gradient, i -> factor * gradient[i]));
    }
  }

  private static double norm(List<double[]> gradients) {
    return Math.sqrt(gradients.stream().flatMapToDouble(Arrays::stream).map(g -> g * g).sum());
  }

  private void agrees(
      OptimizerSpec spec,
      @Nullable ClippingSpec clipping,
      ElementType type,
      double tolerance,
      Formula formula) {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = model(runtime, type);
        CrossEntropy loss = new CrossEntropy(runtime);
        Optimizer optimizer = new Optimizer(runtime, spec, clipping, model, Map.of())) {
      List<Reference> references = new ArrayList<>();
      model.parameters().forEach(p -> references.add(new Reference(values(p.copy()))));
      for (int update = 1; update <= STEPS; update++) {
        backward(runtime, model, loss);
        List<double[]> gradients = new ArrayList<>();
        model.gradients().forEach(gradient -> gradients.add(values(gradient.copy())));
        double norm = norm(gradients);
        clip(gradients, clipping);
        for (int index = 0; index < references.size(); index++) {
          formula.update(references.get(index), gradients.get(index), learningRate(update), update);
        }
        Optimizer.StepResult step = optimizer.step(learningRate(update), update);
        assertThat(step.applied()).isTrue();
        assertThat(step.gradientNorm()).isCloseTo(norm, offset(1e-6 * norm));
      }
      for (int index = 0; index < references.size(); index++) {
        double[] actual = values(model.parameters().get(index).copy());
        double[] expected = references.get(index).weights;
        assertThat(relative(actual, expected))
            .as(model.parameters().get(index).name())
            .isLessThan(tolerance);
      }
    }
  }

  @Test
  void aStepClearsTheGradientsAndBackwardsAddUntilThen() {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = model(runtime, ElementType.F64);
        CrossEntropy loss = new CrossEntropy(runtime);
        Optimizer optimizer =
            new Optimizer(runtime, new OptimizerSpec.Sgd(0, false, 0), null, model, Map.of())) {
      backward(runtime, model, loss);
      double[] once = values(model.gradients().getFirst().copy());
      backward(runtime, model, loss);
      double[] twice = values(model.gradients().getFirst().copy());
      for (int index = 0; index < once.length; index++) {
        assertThat(twice[index]).isEqualTo(2 * once[index]);
      }
      optimizer.step(0.1, 1);
      for (NamedArray gradient : model.gradients()) {
        assertThat(values(gradient.copy())).containsOnly(0);
      }
    }
  }

  @Test
  void gradientsThatAreNotFiniteChangeNothingAndAreCleared() {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = model(runtime, ElementType.F32);
        CrossEntropy loss = new CrossEntropy(runtime);
        Optimizer optimizer =
            new Optimizer(
                runtime, new OptimizerSpec.AdamW(0.9, 0.999, 1e-8, 0.1), null, model, Map.of())) {
      double[] before = values(model.parameters().getFirst().copy());
      try (NDManager scope = runtime.newScope()) {
        NDArray features = scope.create(new float[] {Float.NaN, 0, 0}).reshape(1, 3);
        NDArray target = scope.create(new long[] {0});
        loss.backward(model.forward(new NDList(features)).singletonOrThrow(), target, 1);
      }
      Optimizer.StepResult step = optimizer.step(0.1, 1);
      assertThat(step.applied()).isFalse();
      assertThat(values(model.parameters().getFirst().copy())).isEqualTo(before);
      assertThat(optimizer.state()).hasSize(2 * model.parameters().size());
      for (NamedArray tensor : optimizer.state()) {
        assertThat(values(tensor.copy())).containsOnly(0);
      }
      assertThat(values(model.gradients().getFirst().copy())).containsOnly(0);
    }
  }

  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = model(runtime, ElementType.F64);
        CrossEntropy loss = new CrossEntropy(runtime)) {
      backward(runtime, model, loss);
      for (int index = 0; index < model.parameters().size(); index++) {
        NamedArray parameter = model.parameters().get(index);
        double[] gradient = values(model.gradients().get(index).copy());
        for (int element = 0; element < gradient.length; element++) {
          double slope = slope(runtime, loss, parameter.name(), element);
          assertThat(gradient[element]).isCloseTo(slope, offset(1e-7));
        }
      }
    }
  }

  private static org.assertj.core.data.Offset<Double> offset(double value) {
    return org.assertj.core.data.Offset.offset(value);
  }

  /// The loss's central difference in one weight.
  private static double slope(
      TorchRuntime runtime, CrossEntropy loss, String parameter, int element) {
    double h = 1e-5;
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      double shift = side == 0 ? -h : h;
      LayeredModel description = description(ElementType.F64);
      TorchArchive archive =
          description.archive((name, tensor, type) -> {
            TensorValue value = new InitialWeights(3).value(name, tensor, type);
            return name.equals(parameter) ? shifted(value, element, shift) : value;
          });
      try (TrainableModel model = TrainableModel.load(runtime, archive, List.of());
          NDManager scope = runtime.newScope()) {
        NDArray scores = model.predict(new NDList(features(model, scope))).singletonOrThrow();
        losses[side] = loss.measure(scores, scope.create(TARGETS))[0] / TARGETS.length;
      }
    }
    return (losses[1] - losses[0]) / (2 * h);
  }

  private static TensorValue shifted(TensorValue value, int element, double shift) {
    ByteBuffer bytes = TensorValue.allocate(value.type(), value.shape()).put(value.bytes()).flip();
    bytes.putDouble(8 * element, bytes.getDouble(8 * element) + shift);
    return new TensorValue(value.type(), value.shape(), bytes);
  }

  private static LayeredModel description(ElementType type) {
    return BuiltInModels.of(
        new ModelSpec.Layers(
            List.of(
                new LayerSpec("linear", Map.of("outputs", 5, "bias", true), List.of()),
                new LayerSpec("relu", Map.of(), List.of()),
                new LayerSpec("head", Map.of(), List.of()))),
        null,
        BatchNormMomentum.ADJUSTED,
        type == ElementType.F64 ? Precision.FP64 : Precision.FP32,
        FeatureLayout.real(List.of(3L)),
        List.of(TargetLayout.ofClass("class", 3)));
  }

  private static TrainableModel model(TorchRuntime runtime, ElementType type) {
    return TrainableModel.load(
        runtime, description(type).archive(new InitialWeights(3)), List.of());
  }

  private static void backward(TorchRuntime runtime, TrainableModel model, CrossEntropy loss) {
    try (NDManager scope = runtime.newScope()) {
      NDArray scores = model.forward(new NDList(features(model, scope))).singletonOrThrow();
      loss.backward(scores, scope.create(TARGETS), TARGETS.length);
    }
  }

  private static NDArray features(TrainableModel model, NDManager scope) {
    return scope
        .create(FEATURES)
        .reshape(4, 3)
        .toType(model.parameters().getFirst().array().getDataType(), false);
  }

  private static double relative(double[] actual, double[] expected) {
    double difference = 0;
    double norm = 0;
    for (int index = 0; index < actual.length; index++) {
      difference += Math.pow(actual[index] - expected[index], 2);
      norm += Math.pow(expected[index], 2);
    }
    return Math.sqrt(difference / norm);
  }

  private static double[] values(TensorValue tensor) {
    ByteBuffer bytes = tensor.bytes();
    double[] values = new double[Math.toIntExact(tensor.elements())];
    for (int index = 0; index < values.length; index++) {
      values[index] = tensor.type() == ElementType.F32 ? bytes.getFloat() : bytes.getDouble();
    }
    return values;
  }
}
