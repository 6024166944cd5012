package dev.accrue.training.loop;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.accrue.api.worker.ModuleCheckTask;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.FeatureLayout;
import dev.accrue.training.data.TargetLayout;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.SumBackward;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Tries a user's model on made-up samples: one in evaluation mode, for the shapes of its outputs,
/// and two in training mode with a backward, because BatchNorm over vectors takes no fewer.
/// Gradients and buffers are afterwards as before.
///
/// @param what the model is called
record DryRun(
    TorchRuntime runtime,
    String what,
    ElementType type,
    FeatureLayout features,
    List<ModuleCheckTask.Target> targets) {

  private static final int MAX_MESSAGE = 1_500;
  private static final int MAX_OUTPUTS = 64;

  /// @throws TrainingRefusedException when the model cannot run on such samples, or its outputs do
  ///   not fit the targets
  void check(TrainableModel model) {
    model.rememberBuffers();
    try {
      model.evaluationMode();
      try (NDManager scope = runtime.newScope()) {
        requireOutputs(model.predict(new NDList(samples(scope, 1))), 1);
      }
      model.trainingMode();
      try (NDManager scope = runtime.newScope();
          SumBackward backward = new SumBackward(runtime)) {
        NDList outputs = model.forward(new NDList(samples(scope, 2)));
        requireOutputs(outputs, 2);
        backward.run(outputs);
      }
    } catch (EngineException e) {
      throw new TrainingRefusedException(
          "%s fails on samples of shape %s: %s".formatted(what, features.shape(), shortened(e)));
    } finally {
      model.trainingMode();
      model.restoreBuffers();
      model.clearGradients();
    }
  }

  private NDArray samples(NDManager scope, int count) {
    long[] shape = new long[features.shape().size() + 1];
    shape[0] = count;
    for (int index = 1; index < shape.length; index++) {
      shape[index] = features.shape().get(index - 1);
    }
    return switch (features.kind()) {
      case REAL -> scope.zeros(new Shape(shape), type.dataType()).add(0.5);
      case TOKENS -> scope.zeros(new Shape(shape), DataType.INT64);
    };
  }

  private void requireOutputs(NDList outputs, int samples) {
    if (outputs.size() != targets.size()) {
      throw new TrainingRefusedException(
          "%s gives %d outputs, and there are %d targets (%s); let forward give one tensor per task"
              .formatted(
                  what,
                  outputs.size(),
                  targets.size(),
                  targets.stream()
                      .limit(MAX_OUTPUTS)
                      .map(ModuleCheckTask.Target::name)
                      .collect(Collectors.joining(", "))));
    }
    for (int task = 0; task < outputs.size(); task++) {
      requireOutput(outputs.get(task), targets.get(task), samples);
    }
  }

  private void requireOutput(NDArray output, ModuleCheckTask.Target target, int samples) {
    List<Long> shape = Arrays.stream(output.getShape().getShape()).boxed().toList();
    boolean fits =
        switch (target.kind()) {
          case CLASS -> shape.size() == 2 && agrees(shape.getLast(), target.outputs());
          case REAL -> agrees(elements(shape) / samples, target.outputs());
          case TOKENS -> shape.size() == 3 && agrees(shape.getLast(), target.outputs());
          case ANY -> true;
        };
    if (shape.isEmpty() || shape.getFirst() != samples || !fits) {
      throw new TrainingRefusedException(
          "%s gives an output of shape %s for %d samples of shape %s, and the target %s needs %s"
              .formatted(what, shape, samples, features.shape(), target.name(), needed(target)));
    }
    if (output.getDataType() != type.dataType()) {
      throw new TrainingRefusedException(
          "%s gives an output of type %s, and the loss of %s takes %s; convert it in forward"
              .formatted(what, output.getDataType(), target.name(), type.dataType()));
    }
  }

  private static boolean agrees(long actual, long expected) {
    return expected == 0 || actual == expected;
  }

  private static String needed(ModuleCheckTask.Target target) {
    String outputs = target.outputs() == 0 ? "outputs" : Long.toString(target.outputs());
    return switch (target.kind()) {
      case CLASS ->
          "[samples, %s]: a score for each class; that is what the last layer is to give"
              .formatted(outputs);
      case REAL -> "[samples, %s]".formatted(outputs);
      case TOKENS -> "[samples, places, %s]: a score for each token".formatted(outputs);
      case ANY -> "the samples as its first dimension";
    };
  }

  /// What outputs have to look like for these targets.
  static List<ModuleCheckTask.Target> targets(List<TargetLayout> layouts) {
    return layouts.stream()
        .map(layout ->
            new ModuleCheckTask.Target(
                layout.name(),
                switch (layout.kind()) {
                  case CLASS -> ModuleCheckTask.Kind.CLASS;
                  case REAL -> ModuleCheckTask.Kind.REAL;
                  case TOKENS -> ModuleCheckTask.Kind.TOKENS;
                },
                layout.outputs()))
        .toList();
  }

  private static long elements(List<Long> shape) {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /// libtorch's message without its own call stack: the user's lines, then what was wrong.
  static String shortened(EngineException e) {
    String text = String.valueOf(e.getMessage());
    int stack = text.indexOf("\nException raised from");
    String own = (stack < 0 ? text : text.substring(0, stack)).strip();
    return own.length() <= MAX_MESSAGE ? own : "…" + own.substring(own.length() - MAX_MESSAGE);
  }
}
