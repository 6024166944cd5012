package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.accrue.architecture.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The gradient tensors of a model's parameters. libtorch creates `.grad` at the first backward and
/// adds in place from then on; having it from the start lets the optimizer's program take gradients
/// as arguments. (Reading `.grad` inside a program does not do: the compiler takes it for a fresh
/// value and removes the call that clears it.)
///
/// Gradients that are **kept** are set to zero when they are cleared, and every backward adds.
/// Those that are **released** give their memory back, and the first backward after that writes:
/// what PyTorch's `zero_grad(set_to_none=True)` comes to. It spares four passes over the memory of
/// all gradients per window.
///
/// A backward that writes hands over the very tensors that autograd computed. Autograd may compute
/// one for two parameters, as for `a` and `b` in `a + b` or for the two biases of an LSTM: each
/// hand over marks a tensor by its version counter, which views share, and a marked one is copied.
/// So is one whose strides are not its parameter's, since the optimizers' kernels go through
/// memory.
///
/// A backward from a cut forward is written by hand: autograd goes through one part of the graph
/// after the other, from the last to the first, and between two of them lies the linear layer that
/// it does not know, `y = x W^T + b` with the gradients `dW = dy^T x`, `db` the sum of `dy` over
/// samples, and `dx = dy W`. That needs parts that hang together by cuts alone. `dx` is brought
/// into the order of `x`, since functions of each element are slow where two orders meet.
final class Gradients implements AutoCloseable {

  private static final String PROGRAM =
      """
      class Gradients(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Gradients, parameters: List[Tensor]) -> Tensor:
          zeros = annotate(List[Tensor], [])
          for i in range(torch.len(parameters)):
            _0 = torch.append(zeros, torch.sum(torch.mul(parameters[i], 0.)))
          torch.autograd.backward(zeros)
          return torch.tensor(0.)
        def add(self: __torch__.Gradients, losses: List[Tensor]) -> int:
          torch.autograd.backward(losses)
          return torch.len(losses)
        def take(self: __torch__.Gradients, computed: List[Optional[Tensor]], \
      parameters: List[Tensor], gradients: List[Tensor]) -> int:
          versions = annotate(List[int], [])
          for i in range(torch.len(gradients)):
            one = computed[i]
            version = 0
            if torch.__isnot__(one, None):
              version = torch._version(unchecked_cast(Tensor, one))
            _0 = torch.append(versions, version)
          copies = 0
          for i in range(torch.len(gradients)):
            one = computed[i]
            if torch.__isnot__(one, None):
              fresh = unchecked_cast(Tensor, one)
              if torch.gt(torch.numel(gradients[i]), 0):
                _1 = torch.add_(gradients[i], fresh)
              else:
                given = torch.ne(torch._version(fresh), versions[i])
                if torch.__or__(given, torch.ne(torch.stride(fresh), torch.stride(parameters[i]))):
                  fresh = torch.copy_(torch.empty_like(parameters[i]), fresh)
                  copies = torch.add(copies, 1)
                else:
                  _2 = torch.as_strided_(fresh, torch.size(fresh), torch.stride(fresh))
                _3 = torch.set_(gradients[i], torch.detach(fresh))
          return copies
        def fill(self: __torch__.Gradients, parameters: List[Tensor], \
      gradients: List[Tensor]) -> int:
          for i in range(torch.len(gradients)):
            if torch.ne(torch.numel(gradients[i]), torch.numel(parameters[i])):
              _0 = torch.set_(gradients[i], torch.zeros_like(parameters[i]))
          return torch.len(gradients)
        def write(self: __torch__.Gradients, losses: List[Tensor], \
      parameters: List[Tensor], gradients: List[Tensor]) -> int:
          computed = torch.autograd.grad(losses, parameters, None, False, False, True)
          copies = (self).take(computed, parameters, gradients)
          _0 = (self).fill(parameters, gradients)
          return copies
        def zero(self: __torch__.Gradients, gradients: List[Tensor]) -> int:
          torch._foreach_zero_(gradients)
          return torch.len(gradients)
        def release(self: __torch__.Gradients, gradients: List[Tensor]) -> int:
          for i in range(torch.len(gradients)):
            _0 = torch.set_(gradients[i])
          return torch.len(gradients)
      """;

  private static final String THROUGH_CUTS =
      """
        def through_cuts(self: __torch__.Gradients, losses: List[Tensor], \
      parameters: List[Tensor], gradients: List[Tensor], inputs: List[Tensor], \
      outputs: List[Tensor], weights: List[Tensor]) -> int:
          others = annotate(List[int], [OTHERS])
          weight_at = annotate(List[int], [WEIGHTS])
          bias_at = annotate(List[int], [BIASES])
          leaves = annotate(List[Tensor], [])
          trained = annotate(List[Tensor], [])
          targets = annotate(List[Tensor], [])
          for i in range(torch.len(others)):
            _0 = torch.append(leaves, parameters[others[i]])
            _1 = torch.append(trained, parameters[others[i]])
            _2 = torch.append(targets, gradients[others[i]])
          cuts = torch.len(outputs)
          reached = 0
          for i in range(cuts):
            output = outputs[torch.sub(torch.sub(cuts, i), 1)]
            if ops.prim.requires_grad(output):
              _3 = torch.append(leaves, output)
              reached = torch.add(reached, 1)
          computed = torch.autograd.grad(losses, leaves, None, False, False, True)
          copies = (self).take(computed, trained, targets)
          for i in range(reached):
            cut = torch.sub(torch.sub(cuts, i), 1)
            given = computed[torch.add(torch.len(trained), i)]
            if torch.__isnot__(given, None):
              dy = unchecked_cast(Tensor, given)
              x = inputs[cut]
              if torch.ge(weight_at[cut], 0):
                gradient = gradients[weight_at[cut]]
                if torch.gt(torch.numel(gradient), 0):
                  _4 = torch.addmm_(gradient, torch.t(dy), torch.detach(x))
                else:
                  _5 = torch.set_(gradient, WEIGHTS_PRODUCT)
              if torch.ge(bias_at[cut], 0):
                gradient = gradients[bias_at[cut]]
                if torch.gt(torch.numel(gradient), 0):
                  _6 = torch.add_(gradient, torch.sum(dy, [0]))
                else:
                  _7 = torch.set_(gradient, torch.sum(dy, [0]))
              if ops.prim.requires_grad(x):
                dx = INPUT_PRODUCT
                if torch.eq(torch.stride(x)[0], 1):
                  dx = torch.t(torch.contiguous(torch.t(dx)))
                computed = torch.autograd.grad([x], leaves, annotate(List[Optional[Tensor]], [dx]), False, False, True)
                copies = torch.add(copies, (self).take(computed, trained, targets))
          _8 = (self).fill(parameters, gradients)
          return copies
      """;

  private final TorchRuntime runtime;
  private final PtSymbolBlock program;
  private final List<NamedArray> parameters;
  private final List<NamedArray> arrays;
  private final List<ModelProgram.Cut> cuts;
  private final IValue parametersArgument;
  private final IValue argument;
  private boolean released;

  private long copies;

  private Gradients(
      TorchRuntime runtime,
      PtSymbolBlock program,
      List<ModelProgram.Cut> cuts,
      List<NamedArray> parameters,
      List<NamedArray> arrays) {
    this.runtime = runtime;
    this.program = program;
    this.cuts = cuts;
    this.parameters = parameters;
    this.arrays = arrays;
    this.parametersArgument = NamedArray.list(parameters);
    this.argument = NamedArray.list(arrays);
  }

  /// A cut's parameters by their places among those that are trained; -1 for what is not.
  private static TorchArchive program(List<ModelProgram.Cut> cuts, List<NamedArray> parameters) {
    if (cuts.isEmpty()) {
      return TorchArchive.program("Gradients", PROGRAM);
    }
    List<@Nullable String> names = new ArrayList<>();
    parameters.forEach(parameter -> names.add(parameter.name()));
    List<Integer> weights = cuts.stream().map(cut -> names.indexOf(cut.weight())).toList();
    List<Integer> biases = cuts.stream().map(cut -> names.indexOf(cut.bias())).toList();
    List<Integer> others =
        IntStream.range(0, names.size())
            .boxed()
            .filter(index -> !weights.contains(index) && !biases.contains(index))
            .toList();
    String code =
        THROUGH_CUTS
            .replace("[OTHERS]", others.toString())
            .replace("[WEIGHTS]", weights.toString())
            .replace("[BIASES]", biases.toString())
            .replace("WEIGHTS_PRODUCT", Code.product("torch.t(dy)", "torch.t(torch.detach(x))"))
            .replace(
                "INPUT_PRODUCT", Code.product("torch.contiguous(dy)", "torch.t(weights[cut])"));
    return TorchArchive.program("Gradients", PROGRAM + code);
  }

  /// Gives parameters their gradients, all zero.
  ///
  /// @param cuts at which their model's graph is cut
  static Gradients define(
      TorchRuntime runtime, List<NamedArray> parameters, List<ModelProgram.Cut> cuts) {
    List<NamedArray> gradients = new ArrayList<>();
    PtSymbolBlock program = runtime.load(program(cuts, parameters));
    try (NDManager scope = runtime.newScope();
        IValue argument = NamedArray.list(parameters)) {
      MethodCall.run(program, "forward", scope, true, argument);
      for (NamedArray parameter : parameters) {
        PtNDArray gradient = JniUtils.getGradient(parameter.array());
        gradients.add(new NamedArray(parameter.name(), gradient));
      }
    }
    return new Gradients(runtime, program, cuts, parameters, List.copyOf(gradients));
  }

  /// By the names of their parameters. Empty tensors while they are released.
  List<NamedArray> arrays() {
    return arrays;
  }

  /// The same as an argument of programs.
  IValue argument() {
    return argument;
  }

  /// Whether the next backward writes, because nothing has added to them since they were released.
  boolean released() {
    return released;
  }

  /// Someone has emptied them in a program of their own, as `release` does.
  void wereReleased() {
    released = true;
  }

  /// Gives their memory back.
  void release() {
    run("release", argument);
    released = true;
  }

  /// Sets those that are not released to zero.
  void zero() {
    if (!released) {
      run("zero", argument);
    }
  }

  /// One backward from the sum of some losses, which adds to the gradients, or writes them when
  /// they are released. Shared parts of the losses' graphs are gone through once.
  ///
  /// @param losses scalars, at least one of which needs a gradient
  void backward(List<NDArray> losses) {
    try (IValue from = MethodCall.list(losses)) {
      if (released) {
        write("write", from, parametersArgument, argument);
        return;
      }
      IValueUtils.runMethod(program, "add", from).close();
    }
  }

  /// The same from a forward whose graph is cut.
  void backward(List<NDArray> losses, ForwardPass pass) {
    try (IValue from = MethodCall.list(losses);
        IValue inputs = MethodCall.list(pass.inputsOfCuts());
        IValue outputs = MethodCall.list(pass.outputsOfCuts());
        IValue weights = MethodCall.list(pass.weightsOfCuts())) {
      write("through_cuts", from, parametersArgument, argument, inputs, outputs, weights);
    }
  }

  /// Recording, since tensors of the inference mode have no version counter.
  private void write(String method, IValue... arguments) {
    try (IValue count = MethodCall.call(program, method, true, arguments)) {
      copies = count.toLong();
    }
    released = false;
  }

  /// How many tensors the last backward that wrote could not hand over and had to copy.
  long copies() {
    return copies;
  }

  private void run(String method, IValue tensors) {
    IValueUtils.runMethod(program, method, tensors).close();
  }

  /// Those of some parameters only, from now on in place of these; the others are freed.
  Gradients without(Predicate<String> frozen) {
    List<NamedArray> dropped = arrays.stream().filter(g -> frozen.test(g.name())).toList();
    if (dropped.isEmpty()) {
      return this;
    }
    try (IValue freed = NamedArray.list(dropped)) {
      run("release", freed);
    }
    dropped.forEach(gradient -> gradient.array().close());
    List<NamedArray> trained = parameters.stream().filter(p -> !frozen.test(p.name())).toList();
    List<NamedArray> left = arrays.stream().filter(g -> !frozen.test(g.name())).toList();
    close();
    return new Gradients(runtime, runtime.load(program(cuts, trained)), cuts, trained, left);
  }

  @Override
  public void close() {
    parametersArgument.close();
    argument.close();
    program.close();
  }
}
