package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.model.InitialWeights;
import dev.accrue.training.model.LayeredModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// Runs a model on made-up samples.
public final class ModelRun {

  private ModelRun() {}

  private static TrainableModel load(TorchRuntime runtime, LayeredModel description) {
    return TrainableModel.load(runtime, description.program(new InitialWeights(1)));
  }

  private static NDList inputs(
      NDManager scope, LayeredModel model, FeatureLayout features, int samples) {
    long[] shape =
        LongStream.concat(
                LongStream.of(samples), features.shape().stream().mapToLong(Long::longValue))
            .toArray();
    if (features.kind() == FeatureLayout.Kind.REAL) {
      DataType type = ElementType.of(model.precision()).dataType();
      return new NDList(scope.randomNormal(0, 1, new Shape(shape), type));
    }
    NDArray tokens =
        scope.randomInteger(0, features.vocabulary(), new Shape(shape), DataType.INT64);
    NDArray lengths = scope.create(LongStream.rangeClosed(1, samples).toArray());
    return features.variableLength() ? new NDList(tokens, lengths) : new NDList(tokens);
  }

  /// The shapes of the outputs of a forward, after a backward that reached a parameter of each.
  public static List<List<Long>> outputShapes(
      LayeredModel description, FeatureLayout features, int samples, Path directory) {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = load(runtime, description);
        NDManager scope = runtime.newScope();
        SumBackward backward = new SumBackward(runtime)) {
      NDList outputs = model.forward(inputs(scope, description, features, samples));
      List<List<Long>> shapes =
          outputs.stream()
              .map(output -> Arrays.stream(output.getShape().getShape()).boxed().toList())
              .toList();
      for (NDArray output : outputs) {
        if (output.getDataType() != ElementType.of(description.precision()).dataType()) {
          throw new AssertionError("an output of type " + output.getDataType());
        }
      }
      backward.run(outputs);
      for (NamedArray gradient : model.gradients()) {
        if (gradient.array().getDataType() != model.parameters().getFirst().array().getDataType()) {
          throw new AssertionError("a gradient of type " + gradient.array().getDataType());
        }
      }
      return shapes;
    }
  }

  /// How a model whose graph is cut compares with the same one whose graph is whole.
  ///
  /// @param cuts how many there are
  /// @param difference the largest, of the output and of all gradients, each relative to its
  ///   largest number
  /// @param copies how many gradients could not be handed over as they were computed
  public record Comparison(int cuts, double difference, long copies) {}

  /// Two backwards of each model: the first writes the gradients, the second adds to them. Draws
  /// are equal.
  ///
  /// @param frozen patterns of parameters that are not trained
  public static Comparison cutAndWhole(
      LayeredModel description,
      FeatureLayout features,
      int samples,
      List<String> frozen,
      Path directory) {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel whole = load(runtime, description.on(DeviceKind.CPU, false));
        TrainableModel cut = load(runtime, description.on(DeviceKind.CPU, true));
        NDManager scope = runtime.newScope()) {
      NDList inputs = inputs(scope, description, features, samples);
      List<float[]> expected = twoBackwards(runtime, whole, inputs, frozen);
      List<float[]> actual = twoBackwards(runtime, cut, inputs, frozen);
      double largest = 0;
      for (int index = 0; index < expected.size(); index++) {
        largest = Math.max(largest, relative(expected.get(index), actual.get(index)));
      }
      int cuts = cut.pass(inputs).cuts().size() / 3;
      return new Comparison(cuts, largest, cut.copiedGradients());
    }
  }

  private static List<float[]> twoBackwards(
      TorchRuntime runtime, TrainableModel model, NDList inputs, List<String> frozen) {
    if (!frozen.isEmpty()) {
      model.freeze(frozen);
    }
    model.releaseGradients();
    List<float[]> numbers = new ArrayList<>();
    for (int seed = 1; seed <= 2; seed++) {
      runtime.seed(seed);
      ForwardPass pass = model.pass(inputs);
      List<NDArray> losses = new ArrayList<>();
      for (NDArray output : pass.outputs()) {
        numbers.add(output.toFloatArray());
        losses.add(output.square().sum());
      }
      model.backward(losses, pass);
    }
    model.gradients().forEach(gradient -> numbers.add(gradient.array().toFloatArray()));
    return numbers;
  }

  private static double relative(float[] one, float[] other) {
    double difference = 0;
    double size = 0;
    for (int index = 0; index < one.length; index++) {
      difference = Math.max(difference, Math.abs(one[index] - other[index]));
      size = Math.max(size, Math.abs(one[index]));
    }
    return difference / size;
  }

  /// Whether each task alone gives what all together give.
  public static boolean tasksAgree(
      LayeredModel description, FeatureLayout features, int samples, Path directory) {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = load(runtime, description);
        NDManager scope = runtime.newScope()) {
      NDList inputs = inputs(scope, description, features, samples);
      NDList together = model.forward(inputs);
      boolean agree = true;
      for (int task = 0; task < together.size(); task++) {
        agree &= model.forward(inputs, task).allClose(together.get(task));
      }
      return agree;
    }
  }

  /// Whether the part before draws and the part that draws give, bit for bit, output and gradients
  /// of the whole, from the same seed.
  public static boolean partsAgree(
      LayeredModel description, FeatureLayout features, int samples, Path directory) {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = load(runtime, description);
        NDManager scope = runtime.newScope()) {
      NDList inputs = inputs(scope, description, features, samples);
      runtime.seed(5);
      ForwardPass whole = model.pass(inputs, 0);
      model.backward(List.of(whole.output().sum()), whole);
      List<TensorValue> expected = gradients(model);
      model.clearGradients();
      ForwardPass before = model.passBeforeDraws(inputs);
      runtime.seed(5);
      ForwardPass parts = model.passFromDraws(before);
      model.backward(List.of(parts.output().sum()), parts);
      return parts.output().contentEquals(whole.output()) && gradients(model).equals(expected);
    }
  }

  private static List<TensorValue> gradients(TrainableModel model) {
    return model.gradients().stream().map(NamedArray::copy).toList();
  }

  /// The output for one sample of tokens.
  public static double[] evaluate(
      LayeredModel description, long[][] tokens, long length, Path directory) {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = load(runtime, description);
        NDManager scope = runtime.newScope()) {
      model.evaluationMode();
      NDArray features = scope.create(tokens[0]).reshape(tokens.length, tokens[0].length);
      NDArray lengths = scope.create(new long[] {length});
      return model.predict(new NDList(features, lengths)).singletonOrThrow().toDoubleArray();
    }
  }
}
