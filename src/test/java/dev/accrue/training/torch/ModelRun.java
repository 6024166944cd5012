package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
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

  /// The largest difference between what one thread computes and what several do, of the output and
  /// of all gradients, each relative to its largest number.
  public static double differenceOfThreads(
      LayeredModel description, FeatureLayout features, int samples, Path directory) {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = load(runtime, description);
        NDManager scope = runtime.newScope();
        SumBackward backward = new SumBackward(runtime)) {
      NDList inputs = inputs(scope, description, features, samples);
      List<float[]> one = computed(model, inputs, backward, 1);
      List<float[]> several = computed(model, inputs, backward, 2);
      double largest = 0;
      for (int index = 0; index < one.size(); index++) {
        largest = Math.max(largest, relative(one.get(index), several.get(index)));
      }
      return largest;
    }
  }

  private static List<float[]> computed(
      TrainableModel model, NDList inputs, SumBackward backward, int threads) {
    model.useThreads(threads);
    model.clearGradients();
    NDList outputs = model.forward(inputs);
    List<float[]> numbers = new ArrayList<>();
    outputs.forEach(output -> numbers.add(output.toFloatArray()));
    backward.run(outputs);
    model.gradients().forEach(gradient -> numbers.add(gradient.array().toFloatArray()));
    return numbers;
  }

  /// How many gradients could not be handed over as autograd computed them on two threads.
  public static long copiedGradients(
      LayeredModel description, FeatureLayout features, int samples, Path directory) {
    try (TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model = load(runtime, description);
        NDManager scope = runtime.newScope()) {
      model.useThreads(2);
      model.releaseGradients();
      NDArray loss = model.forward(inputs(scope, description, features, samples), 0).sum();
      model.backward(List.of(loss));
      return model.copiedGradients();
    }
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
        NDManager scope = runtime.newScope();
        SumBackward backward = new SumBackward(runtime)) {
      NDList inputs = inputs(scope, description, features, samples);
      runtime.seed(5);
      NDArray whole = model.forward(inputs, 0);
      backward.run(new NDList(whole));
      List<TensorValue> expected = gradients(model);
      model.clearGradients();
      NDArray middle = model.forwardBeforeDraws(inputs);
      runtime.seed(5);
      NDArray parts = model.forwardFromDraws(middle);
      backward.run(new NDList(parts));
      return parts.contentEquals(whole) && gradients(model).equals(expected);
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
