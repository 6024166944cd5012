package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.accrue.training.TrainingRefusedException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A model inside libtorch. Parameters have gradients from the start, all zero; each backward adds
/// to them, and nothing but an optimizer step clears them.
public final class TrainableModel implements AutoCloseable {

  private final TorchRuntime runtime;
  private final PtSymbolBlock module;
  private final List<NamedArray> parameters;
  private final List<NamedArray> buffers;
  private List<NamedArray> trained;
  private List<NamedArray> gradients;
  private final BufferGuard bufferGuard;

  private TrainableModel(TorchRuntime runtime, PtSymbolBlock module, List<String> bufferNames) {
    this.runtime = runtime;
    this.module = module;
    this.parameters = parametersOf(runtime, module);
    this.buffers = buffersOf(runtime, module, bufferNames);
    this.trained = parameters;
    this.gradients = Gradients.define(runtime, parameters);
    this.bufferGuard = new BufferGuard(runtime, buffers);
    trainingMode();
  }

  /// Loads a model.
  ///
  /// @param bufferNames in the order of the program's method `buffers`
  public static TrainableModel load(
      TorchRuntime runtime, TorchArchive archive, List<String> bufferNames) {
    return new TrainableModel(runtime, runtime.load(archive), bufferNames);
  }

  private static List<NamedArray> parametersOf(TorchRuntime runtime, PtSymbolBlock module) {
    List<NamedArray> parameters = new ArrayList<>();
    for (NDArray array : JniUtils.moduleGetParams(module, runtime.root())) {
      parameters.add(new NamedArray(array.getName(), (PtNDArray) array));
    }
    return List.copyOf(parameters);
  }

  private static List<NamedArray> buffersOf(
      TorchRuntime runtime, PtSymbolBlock module, List<String> names) {
    List<NamedArray> buffers = new ArrayList<>();
    try (IValue list = IValueUtils.runMethod(module, "buffers")) {
      for (PtNDArray array : list.toTensorArray(runtime.root())) {
        buffers.add(new NamedArray(names.get(buffers.size()), array));
      }
    }
    return List.copyOf(buffers);
  }

  /// Runs the model. In training mode the outputs, one per task, remember how they came about, for
  /// one backward. They belong to the scope of the inputs.
  ///
  /// @param inputs the features, then the lengths of samples of variable length
  public NDList forward(NDList inputs) {
    return IValueUtils.forward(module, inputs, true);
  }

  /// Runs what one task needs of the model.
  public NDArray forward(NDList inputs, int task) {
    return forward(inputs).get(task);
  }

  /// Runs the model without remembering anything for a backward.
  public NDList predict(NDList inputs) {
    return IValueUtils.forward(module, inputs, false);
  }

  /// Dropout drops and BatchNorm follows the batch.
  public void trainingMode() {
    JniUtils.enableTrainingMode(module);
  }

  /// Dropout passes and BatchNorm uses its running statistics.
  public void evaluationMode() {
    JniUtils.enableInferenceMode(module);
  }

  /// Sets every BatchNorm's momentum to `1 - (1 - m)^exponent`.
  public void batchNormExponent(double exponent) {
    try (IValue argument = IValue.from(exponent)) {
      IValueUtils.runMethod(module, "set_batch_norm_exponent", argument).close();
    }
  }

  /// Remembers the buffers, for a window that may have to be undone.
  public void rememberBuffers() {
    bufferGuard.remember();
  }

  /// Sets the buffers back to what they were when last remembered.
  public void restoreBuffers() {
    bufferGuard.restore();
  }

  /// The parameters in the order of the program.
  public List<NamedArray> parameters() {
    return parameters;
  }

  /// The state that gradients do not train.
  public List<NamedArray> buffers() {
    return buffers;
  }

  /// Freezes parameters: no backward computes their gradients from now on, and those that they had
  /// are freed. Called before the optimizer is made.
  ///
  /// @param patterns over whole names, in which `*` stands for any characters
  /// @throws TrainingRefusedException when a pattern matches nothing, or nothing is left to train
  public void freeze(List<String> patterns) {
    List<String> names = parameters.stream().map(NamedArray::name).toList();
    Set<String> frozen = new HashSet<>();
    for (int index = 0; index < patterns.size(); index++) {
      String field = "training.freeze[%d]".formatted(index);
      frozen.addAll(NamePatterns.matched(field, patterns.get(index), names));
    }
    if (frozen.size() == names.size()) {
      throw new TrainingRefusedException(
          "training.freeze: all %d parameters are frozen and nothing is left to train; remove a"
                  .formatted(names.size())
              + " pattern");
    }
    parameters.stream()
        .filter(parameter -> frozen.contains(parameter.name()))
        .forEach(parameter -> JniUtils.attachGradient(parameter.array(), false));
    Gradients.free(runtime, gradients.stream().filter(g -> frozen.contains(g.name())).toList());
    gradients = gradients.stream().filter(g -> !frozen.contains(g.name())).toList();
    trained = trained.stream().filter(p -> !frozen.contains(p.name())).toList();
  }

  /// The parameters that are not frozen, in the order of `gradients`.
  public List<NamedArray> trained() {
    return trained;
  }

  /// The names of the parameters that are.
  List<String> frozen() {
    List<String> left = trained.stream().map(NamedArray::name).toList();
    return parameters.stream().map(NamedArray::name).filter(n -> !left.contains(n)).toList();
  }

  /// What backwards have added up since the last optimizer step, by parameter that is not frozen.
  public List<NamedArray> gradients() {
    return gradients;
  }

  @Override
  public void close() {
    bufferGuard.close();
    module.close();
  }
}
