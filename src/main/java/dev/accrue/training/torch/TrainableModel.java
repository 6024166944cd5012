package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.accrue.training.TrainingRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A model inside libtorch. Parameters have gradients from the start, all zero; each backward adds
/// to them, and nothing but an optimizer step or a dropped window clears them.
public final class TrainableModel implements AutoCloseable {

  /// Autograd lets a parameter be written to only behind its back.
  private static final TorchArchive OVERWRITE =
      TorchArchive.program(
          "Overwrite",
          """
          class Overwrite(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def overwrite(self: __torch__.Overwrite, target: Tensor, source: Tensor) -> int:
              _0 = torch.copy_(torch.detach(target), source)
              return 0
          """);

  private final TorchRuntime runtime;
  private final PtSymbolBlock module;
  private final List<NamedArray> parameters;
  private final List<NamedArray> buffers;
  private List<NamedArray> trained;
  private Gradients gradients;
  private boolean releasesGradients;
  private final BufferGuard bufferGuard;
  private final Methods whole;

  /// Null where the graph is cut nowhere.
  private final @Nullable Methods cut;

  private final long mostSamplesOfCuts;
  private final byte[] template;

  private TrainableModel(
      TorchRuntime runtime,
      PtSymbolBlock module,
      List<NamedArray> parameters,
      List<String> bufferNames,
      Methods whole,
      @Nullable Methods cut,
      List<ModelProgram.Cut> cuts,
      long mostSamplesOfCuts,
      byte[] template) {
    this.template = template;
    this.whole = whole;
    this.cut = cut;
    this.mostSamplesOfCuts = mostSamplesOfCuts;
    this.runtime = runtime;
    this.module = module;
    this.parameters = parameters;
    this.buffers = named(runtime, module, "buffers", bufferNames);
    this.trained = parameters;
    this.gradients = Gradients.define(runtime, parameters, cuts);
    this.bufferGuard = new BufferGuard(runtime, buffers);
    trainingMode();
  }

  /// Loads a model.
  ///
  /// @param bufferNames in the order of the program's method `buffers`
  public static TrainableModel load(
      TorchRuntime runtime, TorchArchive archive, List<String> bufferNames) {
    PtSymbolBlock module = runtime.load(archive);
    return new TrainableModel(
        runtime,
        module,
        parametersOf(runtime, module),
        bufferNames,
        Methods.FORWARD,
        null,
        List.of(),
        0,
        archive.template());
  }

  /// Loads a model whose program says itself what its tensors are called.
  public static TrainableModel load(TorchRuntime runtime, ModelProgram program) {
    PtSymbolBlock module = runtime.load(program);
    List<NamedArray> parameters = named(runtime, module, "parameters", program.parameterNames());
    List<ModelProgram.Cut> cuts = program.cuts();
    return new TrainableModel(
        runtime,
        module,
        parameters,
        program.bufferNames(),
        Methods.of(program, ""),
        cuts.isEmpty() ? null : Methods.of(program, "cut_"),
        cuts,
        program.mostSamplesOfCuts(),
        template(program));
  }

  /// The names of a program's methods.
  ///
  /// @param outputs which returns them all
  /// @param tasks empty where none computes for one task alone
  private record Methods(
      String outputs,
      List<String> tasks,
      @Nullable String beforeDraws,
      @Nullable String fromDraws) {

    static final Methods FORWARD = new Methods("forward", List.of(), null, null);

    /// @param prefix of their names
    static Methods of(ModelProgram program, String prefix) {
      boolean splits = program.splitsAtDraws();
      return new Methods(
          prefix + "outputs",
          IntStream.range(0, program.taskMethods())
              .mapToObj(task -> prefix + "output_" + task)
              .toList(),
          splits ? prefix + "before_draws" : null,
          splits ? prefix + "from_draws" : null);
    }
  }

  private static byte[] template(ModelProgram program) {
    try {
      return program.template();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the program " + program.name(), e);
    }
  }

  /// The model's program for others to open, see [ModelProgram#template].
  public ByteBuffer template() {
    return ByteBuffer.wrap(template).asReadOnlyBuffer();
  }

  private static List<NamedArray> parametersOf(TorchRuntime runtime, PtSymbolBlock module) {
    List<NamedArray> parameters = new ArrayList<>();
    for (NDArray array : JniUtils.moduleGetParams(module, runtime.root())) {
      parameters.add(new NamedArray(array.getName(), (PtNDArray) array));
    }
    return List.copyOf(parameters);
  }

  /// The tensors that a method of the program lists, by the names that they have outside.
  private static List<NamedArray> named(
      TorchRuntime runtime, PtSymbolBlock module, String method, List<String> names) {
    List<NamedArray> arrays = new ArrayList<>();
    try (IValue list = IValueUtils.runMethod(module, method)) {
      for (PtNDArray array : list.toTensorArray(runtime.root())) {
        arrays.add(new NamedArray(names.get(arrays.size()), array));
      }
    }
    return List.copyOf(arrays);
  }

  /// Runs the model. In training mode the outputs, one per task, remember how they came about, for
  /// a backward by autograd alone. They belong to the scope of the inputs.
  ///
  /// @param inputs the features, then the lengths of samples of variable length
  public NDList forward(NDList inputs) {
    return run(inputs, whole.outputs());
  }

  /// Runs what one task needs of the model.
  public NDArray forward(NDList inputs, int task) {
    if (whole.tasks().isEmpty()) {
      return forward(inputs).get(task);
    }
    return run(inputs, whole.tasks().get(task)).singletonOrThrow();
  }

  private NDList run(NDList inputs, String method) {
    return MethodCall.run(module, method, inputs, true);
  }

  /// Runs the model for one backward, which is given what this returns.
  public ForwardPass pass(NDList inputs) {
    if (cut == null || many(inputs)) {
      return ForwardPass.whole(forward(inputs));
    }
    return ForwardPass.of(run(inputs, cut.outputs()), Math.max(1, cut.tasks().size()));
  }

  /// Runs what one task needs of the model for one backward.
  public ForwardPass pass(NDList inputs, int task) {
    if (cut == null || many(inputs)) {
      return ForwardPass.whole(new NDList(forward(inputs, task)));
    }
    return ForwardPass.of(run(inputs, cut.tasks().get(task)), 1);
  }

  /// Whether these are more samples than a forward that is cut may have.
  private boolean many(NDList inputs) {
    return inputs.getFirst().getShape().get(0) > mostSamplesOfCuts;
  }

  private Methods methods(NDList inputs) {
    return cut == null || many(inputs) ? whole : cut;
  }

  /// Whether what draws at random can be run by itself.
  public boolean splitsAtDraws() {
    return whole.beforeDraws() != null;
  }

  /// Runs the layers of a model that splits that come before the first one that draws.
  ///
  /// @return for `passFromDraws`
  public ForwardPass passBeforeDraws(NDList inputs) {
    String method = Objects.requireNonNull(methods(inputs).beforeDraws());
    return ForwardPass.of(run(inputs, method), 1);
  }

  /// Runs the others.
  ///
  /// @return what a pass through both returns
  public ForwardPass passFromDraws(ForwardPass before) {
    NDList middle = before.outputs();
    String method = Objects.requireNonNull(methods(middle).fromDraws());
    return before.then(ForwardPass.of(run(middle, method), 1));
  }

  /// Runs the model without remembering anything for a backward.
  public NDList predict(NDList inputs) {
    return MethodCall.run(module, whole.outputs(), inputs, false);
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

  /// From now on clearing gradients gives their memory back, and the first backward after it writes
  /// them instead of adding to zeros. Only for models whose parameters are never given one and the
  /// same tensor as gradient (see `Gradients`); called after `freeze` and before an optimizer is
  /// made.
  public void releaseGradients() {
    releasesGradients = true;
    gradients.release();
  }

  /// Whether clearing gives their memory back.
  boolean releasesGradients() {
    return releasesGradients;
  }

  /// An optimizer's program has emptied the gradients.
  void gradientsWereReleased() {
    gradients.wereReleased();
  }

  /// Whether no backward has run since the gradients gave their memory back.
  public boolean gradientsReleased() {
    return gradients.released();
  }

  /// How many gradients the last backward that wrote them had to copy.
  long copiedGradients() {
    return gradients.copies();
  }

  /// Clears all gradients.
  public void clearGradients() {
    if (releasesGradients) {
      gradients.release();
    } else {
      gradients.zero();
    }
  }

  /// One backward from the sum of some losses: what `sum(losses).backward()` does in PyTorch.
  ///
  /// @param losses scalars, at least one of which needs a gradient
  /// @param pass that the losses were computed from
  public void backward(List<NDArray> losses, ForwardPass pass) {
    if (pass.isCut()) {
      gradients.backward(losses, pass);
    } else {
      gradients.backward(losses);
    }
  }

  /// Gives some of the parameters and buffers another content.
  ///
  /// @param values by name, of the shape and type that the model has
  public void overwrite(Map<String, TensorValue> values) {
    try (PtSymbolBlock program = runtime.load(OVERWRITE)) {
      for (NamedArray target : Stream.concat(parameters.stream(), buffers.stream()).toList()) {
        TensorValue value = values.get(target.name());
        if (value != null) {
          overwrite(program, target, value);
        }
      }
    }
  }

  private void overwrite(PtSymbolBlock program, NamedArray target, TensorValue value) {
    try (PtNDArray source = runtime.create(value);
        IValue targetArgument = IValue.from(target.array());
        IValue sourceArgument = IValue.from(source)) {
      IValueUtils.runMethod(program, "overwrite", targetArgument, sourceArgument).close();
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

  /// The buffers as they were when last remembered, in the same order.
  List<NamedArray> rememberedBuffers() {
    return bufferGuard.copies();
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
    gradients = gradients.without(frozen::contains);
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

  /// What backwards have added up since the last optimizer step, by parameter that is not frozen;
  /// empty tensors while the gradients are released.
  public List<NamedArray> gradients() {
    return gradients.arrays();
  }

  @Override
  public void close() {
    bufferGuard.close();
    gradients.close();
    module.close();
  }
}
