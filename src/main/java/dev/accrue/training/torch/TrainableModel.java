package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;

/// A model inside libtorch. Parameters have gradients from the start, all zero; each backward adds
/// to them, and nothing but an optimizer step clears them.
public final class TrainableModel implements AutoCloseable {

  private final PtSymbolBlock module;
  private final List<NamedArray> parameters;
  private final List<NamedArray> buffers;
  private final List<NamedArray> gradients;
  private final BufferGuard bufferGuard;

  private TrainableModel(TorchRuntime runtime, PtSymbolBlock module, List<String> bufferNames) {
    this.module = module;
    this.parameters = parametersOf(runtime, module);
    this.buffers = buffersOf(runtime, module, bufferNames);
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

  /// What backwards have added up since the last optimizer step, by parameter.
  public List<NamedArray> gradients() {
    return gradients;
  }

  @Override
  public void close() {
    bufferGuard.close();
    module.close();
  }
}
