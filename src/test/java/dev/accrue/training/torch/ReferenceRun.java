package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.accrue.training.TestRuntime;
import dev.accrue.training.model.LayeredModel;
import dev.accrue.training.script.SafeTensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Runs a model on a fixture of `src/test/resources/reference`.
public final class ReferenceRun {

  private ReferenceRun() {}

  /// Relative differences, in norm, of everything that the fixture says; gradients go without the
  /// `gradients.` where their norm is as good as zero.
  public static Map<String, Double> differences(
      Path fixture, LayeredModel description, Path directory) throws Exception {
    Map<String, Double> differences = new LinkedHashMap<>();
    try (SafeTensors expected = SafeTensors.open(fixture, "fixture");
        TorchRuntime runtime = TestRuntime.start(directory);
        TrainableModel model =
            TrainableModel.load(
                runtime,
                description.program((name, tensor, type) ->
                    read(
                        expected,
                        expected.shapes().containsKey("parameters." + name)
                            ? "parameters." + name
                            : "buffers." + name,
                        type)));
        NDManager scope = runtime.newScope();
        CrossEntropy loss = new CrossEntropy(runtime)) {
      NDList inputs = inputs(runtime, scope, expected, ElementType.of(description.precision()));
      NDArray output = model.forward(inputs).singletonOrThrow();
      differences.put("output", relative(output, read(expected, "output", ElementType.F64)));
      NDArray targets = runtime.create(read(expected, "targets", ElementType.I64)).flatten();
      long counted = targets.neq(-100).sum().getLong();
      NDArray scores = output.reshape(-1, output.getShape().getLastDimension());
      loss.backward(scores, targets, (double) counted);
      for (NamedArray gradient : model.gradients()) {
        TensorValue reference = read(expected, "gradients." + gradient.name(), ElementType.F64);
        if (norm(reference) > 1e-12) {
          differences.put("gradients." + gradient.name(), relative(gradient.array(), reference));
        }
      }
      for (NamedArray buffer : model.buffers()) {
        if (!buffer.name().endsWith("num_batches_tracked")) {
          TensorValue reference = read(expected, "buffers_after." + buffer.name(), ElementType.F64);
          differences.put(buffer.name(), relative(buffer.array(), reference));
        }
      }
      model.evaluationMode();
      NDArray evaluated = model.predict(inputs).singletonOrThrow();
      differences.put(
          "output_evaluation",
          relative(evaluated, read(expected, "output_evaluation", ElementType.F64)));
    }
    return differences;
  }

  private static NDList inputs(
      TorchRuntime runtime, NDManager scope, SafeTensors expected, ElementType type) {
    boolean tokens = !expected.converts("inputs.x", ElementType.F64);
    NDList inputs = new NDList();
    inputs.add(runtime.create(read(expected, "inputs.x", tokens ? ElementType.I64 : type)));
    if (expected.shapes().containsKey("inputs.lengths")) {
      inputs.add(runtime.create(read(expected, "inputs.lengths", ElementType.I64)));
    }
    inputs.attach(scope);
    return inputs;
  }

  private static TensorValue read(SafeTensors tensors, String name, ElementType type) {
    try {
      return tensors.read(name, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double norm(TensorValue value) {
    double sum = 0;
    ByteBuffer bytes = value.bytes();
    while (bytes.hasRemaining()) {
      double element = bytes.getDouble();
      sum += element * element;
    }
    return Math.sqrt(sum);
  }

  private static double relative(NDArray actual, TensorValue expected) {
    ByteBuffer bytes = expected.bytes();
    Number[] values = actual.toArray();
    double difference = 0;
    for (Number value : values) {
      double delta = value.doubleValue() - bytes.getDouble();
      difference += delta * delta;
    }
    return Math.sqrt(difference) / Math.max(norm(expected), 1e-30);
  }
}
