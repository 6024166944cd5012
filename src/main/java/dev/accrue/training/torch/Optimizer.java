package dev.accrue.training.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import dev.accrue.api.spec.ClippingSpec;
import dev.accrue.api.spec.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Updates a model's parameters from the gradients that backwards have added up, and clears these:
/// one call into libtorch per step.
public final class Optimizer implements AutoCloseable {

  private static final int SLOTS = 3;

  private final PtSymbolBlock program;
  private final List<NamedArray> state = new ArrayList<>();
  private final List<IValue> arguments = new ArrayList<>();

  /// @param clipping of the accumulated gradient in each step; null for none
  /// @param restored the optimizer's tensors in a checkpoint, by their names in `state()`; empty at
  ///   the beginning of a job
  public Optimizer(
      TorchRuntime runtime,
      OptimizerSpec spec,
      @Nullable ClippingSpec clipping,
      TrainableModel model,
      Map<String, TensorValue> restored) {
    OptimizerProgram code = OptimizerProgram.of(spec);
    this.program = runtime.load(code.archive(clipping));
    arguments.add(IValue.listFrom(model.parameters().stream().map(p -> ai.djl.pytorch.jni.JniUtils.detachGradient(p.array())).toArray(PtNDArray[]::new)));
    arguments.add(NamedArray.list(model.gradients()));
    for (int slot = 0; slot < SLOTS; slot++) {
      List<NamedArray> arrays = new ArrayList<>();
      if (slot < code.stateNames().size()) {
        for (NamedArray parameter : model.parameters()) {
          String name = code.stateNames().get(slot) + "/" + parameter.name();
          arrays.add(new NamedArray(name, array(runtime, parameter, restored.get(name), code.initial())));
        }
      }
      arguments.add(NamedArray.list(arrays));
      state.addAll(arrays);
    }
  }

  private static PtNDArray array(
      TorchRuntime runtime,
      NamedArray parameter,
      @Nullable TensorValue restored,
      double initial) {
    if (restored != null) {
      return runtime.create(restored);
    }
    ElementType type = ElementType.of(parameter.array().getDataType());
    PtNDArray array = runtime.zeros(type, parameter.array().getShape());
    if (initial != 0) {
      array.addi(initial);
    }
    return array;
  }

  /// What a step did.
  ///
  /// @param gradientNorm the Euclidean norm of all gradients together, before clipping
  public record StepResult(double gradientNorm) {

    /// False when a gradient was not finite: the parameters were left as they were.
    public boolean applied() {
      return Double.isFinite(gradientNorm);
    }
  }

  /// Updates the parameters if all gradients are finite; clears the gradients in any case.
  ///
  /// @param update 1 for the first update that is applied
  public StepResult step(double learningRate, long update) {
    try (IValue rate = IValue.from(learningRate);
        IValue count = IValue.from(update);
        IValue norm =
            IValueUtils.runMethod(
                program,
                "step",
                arguments.get(0),
                arguments.get(1),
                arguments.get(2),
                arguments.get(3),
                arguments.get(4),
                rate,
                count)) {
      return new StepResult(norm.toDouble());
    }
  }

  /// Clears the gradients without an update: the window is dropped.
  public void clearGradients() {
    IValueUtils.runMethod(program, "clear", arguments.get(1)).close();
  }

  /// What the optimizer remembers from step to step.
  public List<NamedArray> state() {
    return List.copyOf(state);
  }

  @Override
  public void close() {
    arguments.forEach(IValue::close);
    state.forEach(tensor -> tensor.array().close());
    program.close();
  }
}
