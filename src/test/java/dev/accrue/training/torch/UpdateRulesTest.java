package dev.accrue.training.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.Beta2ScalingSpec;
import dev.accrue.api.spec.EmaSpec;
import dev.accrue.api.spec.LayerSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.ParameterGroupSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.model.BuiltInModels;
import dev.accrue.training.model.InitialWeights;
import dev.accrue.training.model.LayeredModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Contract 16 and 19, parameter groups and frozen parameters, in double precision.
class UpdateRulesTest {

  private static final OptimizerSpec SGD = new OptimizerSpec.Sgd(0, false, 0.1);
  private static final OptimizerSpec ADAMW = new OptimizerSpec.AdamW(0.9, 0.99, 1e-3, 0.1);
  private static final OptimizerSpec ADAM = new OptimizerSpec.Adam(0.9, 0.99, 1e-3, 0.1);
  private static final OptimizerSpec LAMB = new OptimizerSpec.Lamb(0.9, 0.99, 1e-3, 0.1);

  private static final TorchRuntime RUNTIME = start();

  private static TorchRuntime start() {
    try {
      return TestRuntime.start(Files.createTempDirectory("programs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() {
    RUNTIME.close();
  }

  private static TrainableModel model() {
    LayeredModel description =
        BuiltInModels.of(
            new ModelSpec.Layers(
                List.of(
                    new LayerSpec("linear", Map.of("outputs", 4, "bias", true), List.of()),
                    new LayerSpec("relu", Map.of(), List.of()),
                    new LayerSpec("head", Map.of(), List.of()))),
            null,
            BatchNormMomentum.ADJUSTED,
            Precision.FP64,
            FeatureLayout.real(List.of(3L)),
            List.of(TargetLayout.ofClass("class", 3)));
    return TrainableModel.load(RUNTIME, description.archive(new InitialWeights(3)), List.of());
  }

  private static UpdateRules groups(OptimizerSpec optimizer, ParameterGroupSpec... groups) {
    return new UpdateRules(optimizer, null, List.of(groups), null, null);
  }

  private static Optimizer optimizer(UpdateRules rules, TrainableModel model) {
    return new Optimizer(RUNTIME, rules, model, Map.of(), Map.of());
  }

  private static void backward(TrainableModel model) {
    try (NDManager scope = RUNTIME.newScope();
        CrossEntropy loss = new CrossEntropy(RUNTIME)) {
      NDArray features =
          scope
              .create(new double[] {0.5, -1, 2, 0.1, 1, 1, -0.3, 0, 0.7, 0.2, -2, 1})
              .reshape(4, 3);
      NDArray output = model.forward(new NDList(features)).singletonOrThrow();
      loss.backward(output, scope.create(new long[] {0, 1, 2, 1}), 4);
    }
  }

  private static Map<String, double[]> values(List<NamedArray> arrays) {
    Map<String, double[]> values = new LinkedHashMap<>();
    arrays.forEach(array -> values.put(array.name(), values(array.copy())));
    return values;
  }

  private static double[] values(TensorValue tensor) {
    ByteBuffer bytes = tensor.bytes();
    double[] values = new double[Math.toIntExact(tensor.elements())];
    for (int index = 0; index < values.length; index++) {
      values[index] = bytes.getDouble();
    }
    return values;
  }

  private static double[] of(Map<String, double[]> values, String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  @Test
  void groupsHaveTheirOwnLearningRateAndWeightDecay() {
    UpdateRules rules =
        groups(
            SGD,
            new ParameterGroupSpec("layers.0.*", 0.5, null),
            new ParameterGroupSpec("*.bias", 2, 0.0));
    try (TrainableModel model = model();
        Optimizer optimizer = optimizer(rules, model)) {
      backward(model);
      Map<String, double[]> before = values(model.parameters());
      Map<String, double[]> gradients = values(model.gradients());
      optimizer.step(0.3, 1);
      Map<String, double[]> after = values(model.parameters());
      assertThat(after).hasSize(4);
      for (String name : after.keySet()) {
        boolean first = name.startsWith("layers.0.");
        boolean bias = name.endsWith("bias");
        double rate = 0.3 * (first ? 0.5 : bias ? 2 : 1);
        double decay = !first && bias ? 0 : 0.1;
        for (int i = 0; i < of(after, name).length; i++) {
          double w = of(before, name)[i];
          assertThat(of(after, name)[i])
              .as(name)
              .isCloseTo(w - rate * (of(gradients, name)[i] + decay * w), within(1e-15));
        }
      }
    }
  }

  @Test
  void everyOptimizerKeepsItsStateWhateverTheGroups() {
    for (OptimizerSpec spec :
        List.of(
            new OptimizerSpec.Sgd(0.9, true, 0.1),
            ADAM,
            ADAMW,
            LAMB,
            new OptimizerSpec.RmsProp(0.9, 1e-8, 0.5, true, 0.1),
            new OptimizerSpec.Adagrad(0.1, 0.1, 1e-8, 0.1),
            new OptimizerSpec.Lion(0.9, 0.99, 0.1))) {
      UpdateRules split = groups(spec, new ParameterGroupSpec("*.bias", 1, 0.1));
      Map<String, double[]> expected = trained(groups(spec), 5, 5);
      Map<String, double[]> actual = trained(split, 5, 5);
      expected.forEach((name, v) -> assertThat(of(actual, name)).as("%s", spec).isEqualTo(v));
      Map<String, double[]> resumed = trained(split, 2, 5);
      expected.forEach((name, v) -> assertThat(of(resumed, name)).as("%s", spec).isEqualTo(v));
    }
  }

  /// The weights after some steps, half of them with an optimizer made from the state of the other.
  private static Map<String, double[]> trained(UpdateRules rules, int first, int steps) {
    try (TrainableModel model = model()) {
      Map<String, TensorValue> state = new LinkedHashMap<>();
      try (Optimizer optimizer = optimizer(rules, model)) {
        for (int update = 1; update <= first; update++) {
          backward(model);
          optimizer.step(0.01, update, 10 * update);
        }
        optimizer.state().forEach(array -> state.put(array.name(), array.copy()));
      }
      try (Optimizer rest = new Optimizer(RUNTIME, rules, model, state, Map.of())) {
        for (int update = first + 1; update <= steps; update++) {
          backward(model);
          rest.step(0.01, update, 10 * update);
        }
      }
      return values(model.parameters());
    }
  }

  @Test
  void frozenParametersStayAndHaveNoGradient() {
    try (TrainableModel model = model()) {
      model.freeze(List.of("layers.0.weight", "*.bias"));
      assertThat(model.gradients()).extracting(NamedArray::name).containsExactly("layers.2.weight");
      assertThat(model.parameters().getFirst().array().hasGradient()).isFalse();
      Map<String, double[]> before = values(model.parameters());
      try (Optimizer optimizer = optimizer(groups(ADAMW), model)) {
        assertThat(optimizer.state()).hasSize(2);
        for (int update = 1; update <= 3; update++) {
          backward(model);
          optimizer.step(0.1, update);
        }
      }
      Map<String, double[]> after = values(model.parameters());
      before.forEach((name, v) -> {
        if (name.equals("layers.2.weight")) {
          assertThat(of(after, name)).isNotEqualTo(v);
        } else {
          assertThat(of(after, name)).as(name).isEqualTo(v);
        }
      });
    }
  }

  @Test
  void patternsThatMatchNothingAreRefusedWithTheNearestNames() {
    try (TrainableModel model = model()) {
      assertThatThrownBy(() -> model.freeze(List.of("layers.0.wieght")))
          .isInstanceOf(TrainingRefusedException.class)
          .hasMessageContaining("training.freeze[0]")
          .hasMessageContaining("nearest names are layers.0.weight");
      assertThatThrownBy(() -> model.freeze(List.of("*")))
          .isInstanceOf(TrainingRefusedException.class)
          .hasMessageContaining("nothing is left to train");
      UpdateRules typo = groups(SGD, new ParameterGroupSpec("layer.0.bias", 2, null));
      assertThatThrownBy(() -> optimizer(typo, model))
          .isInstanceOf(TrainingRefusedException.class)
          .hasMessageContaining("parameterGroups[0].match")
          .hasMessageContaining("layers.0.bias");
      UpdateRules twice =
          groups(
              SGD,
              new ParameterGroupSpec("layers.*", 2, null),
              new ParameterGroupSpec("*.bias", 1, 0.0));
      assertThatThrownBy(() -> optimizer(twice, model))
          .isInstanceOf(TrainingRefusedException.class)
          .hasMessageContaining("parameterGroups[1].match")
          .hasMessageContaining("layers.0.bias is in group 0");
    }
  }

  @Test
  void theAverageFollowsAppliedUpdatesOnlyAndIsSwappedInAndOut() {
    UpdateRules rules = new UpdateRules(SGD, null, List.of(), new EmaSpec(0.8), null);
    try (TrainableModel model = model();
        Optimizer optimizer = optimizer(rules, model)) {
      Map<String, double[]> expected = values(model.parameters());
      for (int update = 1; update <= 4; update++) {
        backward(model);
        if (update == 3) {
          model.gradients().getFirst().array().divi(0);
          assertThat(optimizer.step(0.1, update).applied()).isFalse();
        } else {
          assertThat(optimizer.step(0.1, update).applied()).isTrue();
          Map<String, double[]> weights = values(model.parameters());
          expected.forEach((name, average) -> {
            for (int i = 0; i < average.length; i++) {
              average[i] = 0.8 * average[i] + 0.2 * of(weights, name)[i];
            }
          });
        }
      }
      close(values(optimizer.averages()), expected);
      Map<String, double[]> weights = values(model.parameters());
      Map<String, double[]> averages = values(optimizer.averages());
      optimizer.swapAverages();
      same(values(model.parameters()), averages);
      same(values(optimizer.averages()), weights);
      optimizer.swapAverages();
      same(values(model.parameters()), weights);
      same(values(optimizer.averages()), averages);
    }
  }

  /// Windows of 10, 20, 30, ... samples with beta2 meant for 20.
  @Test
  void beta2FollowsTheBatchAndBiasCorrectionTheProductOfAll() {
    for (OptimizerSpec spec : List.of(ADAM, ADAMW, LAMB)) {
      UpdateRules rules =
          new UpdateRules(
              spec, null, List.of(), null, new Beta2ScalingSpec(Beta2ScalingSpec.Rule.SAMPLES, 20));
      close(trained(rules, 2, 5), reference(spec));
    }
  }

  @Test
  void theReferenceBatchItselfChangesNothing() {
    Beta2ScalingSpec scaling = new Beta2ScalingSpec(Beta2ScalingSpec.Rule.SAMPLES, 64);
    for (OptimizerSpec spec : List.of(ADAM, ADAMW, LAMB)) {
      UpdateRules scaled = new UpdateRules(spec, null, List.of(), null, scaling);
      close(sameBatch(scaled), sameBatch(groups(spec)));
    }
  }

  private static Map<String, double[]> sameBatch(UpdateRules rules) {
    try (TrainableModel model = model();
        Optimizer optimizer = optimizer(rules, model)) {
      for (int update = 1; update <= 5; update++) {
        backward(model);
        optimizer.step(0.01, update, 64);
      }
      return values(model.parameters());
    }
  }

  /// The papers' formulas with `v = b v + (1 - b) g^2` and `v / (1 - product of all b)`.
  private static Map<String, double[]> reference(OptimizerSpec spec) {
    UpdateRules still = groups(new OptimizerSpec.Sgd(0, false, 0));
    List<Moments> moments = new ArrayList<>();
    double product = 1;
    try (TrainableModel model = model();
        Optimizer gradients = optimizer(still, model)) {
      model.parameters().forEach(p -> moments.add(new Moments(values(p.copy()))));
      for (int update = 1; update <= 5; update++) {
        backward(model);
        double beta2 = Math.pow(0.99, 10.0 * update / 20);
        product *= beta2;
        for (int index = 0; index < moments.size(); index++) {
          double[] gradient = values(model.gradients().get(index).copy());
          moments.get(index).update(spec, gradient, update, beta2, 1 - product);
        }
        gradients.step(0, update);
        overwrite(model, moments);
      }
      return values(model.parameters());
    }
  }

  private static void overwrite(TrainableModel model, List<Moments> moments) {
    for (int index = 0; index < moments.size(); index++) {
      try (NDManager scope = RUNTIME.newScope()) {
        NDArray weights = scope.create(moments.get(index).weights);
        NDArray parameter =
            ai.djl.pytorch.jni.JniUtils.detachGradient(model.parameters().get(index).array());
        parameter.subi(parameter.duplicate()).addi(weights.reshape(parameter.getShape()));
      }
    }
  }

  private static final class Moments {
    final double[] weights;
    final double[] first;
    final double[] second;

    Moments(double[] weights) {
      this.weights = weights;
      this.first = new double[weights.length];
      this.second = new double[weights.length];
    }

    void update(OptimizerSpec spec, double[] gradient, int t, double beta2, double kept) {
      double[] along = new double[weights.length];
      double weightNorm = 0;
      double alongNorm = 0;
      for (int i = 0; i < weights.length; i++) {
        double g = gradient[i] + (spec instanceof OptimizerSpec.Adam ? 0.1 * weights[i] : 0);
        first[i] = 0.9 * first[i] + 0.1 * g;
        second[i] = beta2 * second[i] + (1 - beta2) * g * g;
        along[i] = first[i] / (1 - Math.pow(0.9, t)) / (Math.sqrt(second[i] / kept) + 1e-3);
        along[i] += spec instanceof OptimizerSpec.Adam ? 0 : 0.1 * weights[i];
        weightNorm += weights[i] * weights[i];
        alongNorm += along[i] * along[i];
      }
      double ratio =
          spec instanceof OptimizerSpec.Lamb ? Math.sqrt(weightNorm) / Math.sqrt(alongNorm) : 1;
      for (int i = 0; i < weights.length; i++) {
        weights[i] -= 0.01 * ratio * along[i];
      }
    }
  }

  private static void close(Map<String, double[]> actual, Map<String, double[]> expected) {
    expected.forEach(
        (name, v) -> assertThat(of(actual, name)).as(name).containsExactly(v, within(1e-10)));
  }

  private static void same(Map<String, double[]> actual, Map<String, double[]> expected) {
    expected.forEach((name, v) -> assertThat(of(actual, name)).as(name).isEqualTo(v));
  }
}
