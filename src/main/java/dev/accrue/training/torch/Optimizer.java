package dev.accrue.training.torch;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.accrue.api.spec.ClippingSpec;
import dev.accrue.api.spec.OptimizerSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Updates a model's parameters from the gradients that backwards have added up, and clears these:
/// one call into libtorch per step.
public final class Optimizer implements AutoCloseable {

  private static final int SLOTS = 3;
  private static final String BETA2_PRODUCT = "beta2_product";

  private final TorchRuntime runtime;
  private final TrainableModel model;
  private final PtSymbolBlock program;
  private final int beta2Reference;
  private final List<PtNDArray> detached = new ArrayList<>();
  private final List<NamedArray> state = new ArrayList<>();
  private final List<NamedArray> averages = new ArrayList<>();
  private final IValue gradients;
  private final IValue parameters;
  private final IValue averagesArgument;
  private final List<IValue> arguments = new ArrayList<>();

  /// One optimizer for all parameters, without averages.
  ///
  /// @param clipping of the accumulated gradient in each step; null for none
  public Optimizer(
      TorchRuntime runtime,
      OptimizerSpec spec,
      @Nullable ClippingSpec clipping,
      TrainableModel model,
      Map<String, TensorValue> restored) {
    this(runtime, UpdateRules.of(spec, clipping), model, restored, Map.of());
  }

  /// @param restored the optimizer's tensors in a checkpoint, by their names in `state()`; empty at
  ///   the beginning of a job
  /// @param restoredAverages likewise of `averages()`
  /// @throws TrainingRefusedException when a group has no parameter
  public Optimizer(
      TorchRuntime runtime,
      UpdateRules rules,
      TrainableModel model,
      Map<String, TensorValue> restored,
      Map<String, TensorValue> restoredAverages) {
    this.runtime = runtime;
    this.model = model;
    this.beta2Reference = rules.beta2Reference();
    List<String> trained = model.trained().stream().map(NamedArray::name).toList();
    List<ParameterGroup> groups = ParameterGroup.of(rules, trained, model.frozen());
    this.program =
        runtime.load(
            new StepProgram(rules, groups, beta2Reference > 0, model.releasesGradients())
                .archive());
    Map<String, PtNDArray> weights = new LinkedHashMap<>();
    model.trained().forEach(p -> weights.put(p.name(), detached(p)));
    Map<String, PtNDArray> gradient = new LinkedHashMap<>();
    model.gradients().forEach(g -> gradient.put(g.name(), g.array()));
    this.gradients = NamedArray.list(model.gradients());
    this.parameters = MethodCall.list(detached);
    if (rules.average() != null) {
      model.trained().forEach(p -> averages.add(average(p, restoredAverages.get(p.name()))));
    }
    this.averagesArgument = NamedArray.list(averages);
    arguments.addAll(List.of(gradients, parameters, averagesArgument, product(restored)));
    for (ParameterGroup group : groups) {
      arguments.add(list(group, weights));
      arguments.add(list(group, gradient));
      OptimizerProgram code = OptimizerProgram.of(group.optimizer(), beta2Reference > 0);
      for (int slot = 0; slot < SLOTS; slot++) {
        arguments.add(NamedArray.list(slot(group, code, slot, weights, restored)));
      }
    }
  }

  /// A parameter without autograd's history, in the same memory. In-place operators may write to
  /// it, and as an argument of the program it is not optimized away, as a list that the program
  /// makes itself would be.
  private PtNDArray detached(NamedArray parameter) {
    PtNDArray array = JniUtils.detachGradient(parameter.array());
    detached.add(array);
    return array;
  }

  private static IValue list(ParameterGroup group, Map<String, PtNDArray> arrays) {
    return MethodCall.list(group.names().stream().map(arrays::get).toList());
  }

  /// What the optimizer keeps per parameter of a group.
  private List<NamedArray> slot(
      ParameterGroup group,
      OptimizerProgram code,
      int slot,
      Map<String, PtNDArray> weights,
      Map<String, TensorValue> restored) {
    List<NamedArray> arrays = new ArrayList<>();
    if (slot < code.stateNames().size()) {
      for (String parameter : group.names()) {
        String name = code.stateNames().get(slot) + "/" + parameter;
        PtNDArray like = Objects.requireNonNull(weights.get(parameter), parameter);
        arrays.add(new NamedArray(name, array(like, restored.get(name), code.initial())));
      }
    }
    state.addAll(arrays);
    return arrays;
  }

  private PtNDArray array(PtNDArray like, @Nullable TensorValue restored, double initial) {
    if (restored != null) {
      return runtime.create(restored);
    }
    PtNDArray array = runtime.zeros(ElementType.of(like.getDataType()), like.getShape());
    if (initial != 0) {
      array.addi(initial);
    }
    return array;
  }

  /// The product of all beta2 so far, where they follow the batch.
  private IValue product(Map<String, TensorValue> restored) {
    TensorValue value = restored.get(BETA2_PRODUCT);
    PtNDArray product = value == null ? one() : runtime.create(value);
    if (beta2Reference > 0) {
      state.add(new NamedArray(BETA2_PRODUCT, product));
    } else {
      detached.add(product);
    }
    return IValue.from(product);
  }

  private PtNDArray one() {
    PtNDArray one = runtime.zeros(ElementType.F64, new Shape(1));
    one.addi(1);
    return one;
  }

  private NamedArray average(NamedArray parameter, @Nullable TensorValue restored) {
    TensorValue value = restored == null ? parameter.copy() : restored;
    return new NamedArray(parameter.name(), runtime.create(value));
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

  /// A step of a window of the size for which beta2 is meant.
  ///
  /// @param update 1 for the first update that is applied
  public StepResult step(double learningRate, long update) {
    return step(learningRate, update, beta2Reference);
  }

  /// Updates the parameters and their averages if all gradients are finite; clears the gradients in
  /// any case.
  ///
  /// @param update 1 for the first update that is applied
  /// @param effective samples of the window, as configured: beta2 may follow them
  public StepResult step(double learningRate, long update, int effective) {
    double share = beta2Reference == 0 ? 1 : effective / (double) beta2Reference;
    try (IValue rate = IValue.from(learningRate);
        IValue count = IValue.from(update);
        IValue samples = IValue.from(share)) {
      List<IValue> all = new ArrayList<>(arguments);
      all.addAll(List.of(rate, count, samples));
      try (IValue norm = IValueUtils.runMethod(program, "step", all.toArray(IValue[]::new))) {
        if (model.releasesGradients()) {
          model.gradientsWereReleased();
        }
        return new StepResult(norm.toDouble());
      }
    }
  }

  /// Clears the gradients without an update: the window is dropped.
  public void clearGradients() {
    model.clearGradients();
  }

  /// Gives the model the moving averages in place of its weights, and keeps these; once more, and
  /// all is as before, bit for bit. Does nothing where there are no averages.
  public void swapAverages() {
    if (!averages.isEmpty()) {
      IValueUtils.runMethod(program, "swap", parameters, averagesArgument).close();
    }
  }

  /// What the optimizer remembers from step to step.
  public List<NamedArray> state() {
    return List.copyOf(state);
  }

  /// The moving averages, by the names of their parameters; empty where the spec wants none.
  public List<NamedArray> averages() {
    return List.copyOf(averages);
  }

  @Override
  public void close() {
    arguments.forEach(IValue::close);
    state.forEach(tensor -> tensor.array().close());
    averages.forEach(tensor -> tensor.array().close());
    detached.forEach(PtNDArray::close);
    program.close();
  }
}
