package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
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
final class Gradients implements AutoCloseable {

  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "Gradients",
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
            def write(self: __torch__.Gradients, losses: List[Tensor], \
          parameters: List[Tensor], gradients: List[Tensor]) -> Tensor:
              computed = torch.autograd.grad(losses, parameters, None, False, False, True)
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
                if torch.__is__(one, None):
                  fresh = torch.zeros_like(parameters[i])
                else:
                  fresh = unchecked_cast(Tensor, one)
                  given = torch.ne(torch._version(fresh), versions[i])
                  if torch.__or__(given, torch.ne(torch.stride(fresh), torch.stride(parameters[i]))):
                    fresh = torch.copy_(torch.empty_like(parameters[i]), fresh)
                    copies = torch.add(copies, 1)
                  else:
                    _1 = torch.as_strided_(fresh, torch.size(fresh), torch.stride(fresh))
                _2 = torch.set_(gradients[i], torch.detach(fresh))
              return torch.tensor(float(copies))
            def zero(self: __torch__.Gradients, gradients: List[Tensor]) -> int:
              torch._foreach_zero_(gradients)
              return torch.len(gradients)
            def release(self: __torch__.Gradients, gradients: List[Tensor]) -> int:
              for i in range(torch.len(gradients)):
                _0 = torch.set_(gradients[i])
              return torch.len(gradients)
          """);

  private final PtSymbolBlock program;
  private final List<NamedArray> parameters;
  private final List<NamedArray> arrays;
  private final NDArray writeMethod;
  private final IValue argument;
  private boolean released;

  /// What `write` takes beside the losses.
  private final NDList written = new NDList();

  /// What the last `write` gave, read only where somebody asks.
  private @Nullable NDArray copies;

  private Gradients(
      PtSymbolBlock program,
      NDArray writeMethod,
      List<NamedArray> parameters,
      List<NamedArray> arrays) {
    this.program = program;
    this.parameters = parameters;
    this.arrays = arrays;
    this.writeMethod = writeMethod;
    this.argument = NamedArray.list(arrays);
    // DJL makes a list argument of the entries whose name ends in brackets.
    parameters.forEach(parameter -> written.add(named(parameter, "parameters[]")));
    arrays.forEach(gradient -> written.add(named(gradient, "gradients[]")));
    written.add(writeMethod);
  }

  private static NDArray named(NamedArray tensor, String argument) {
    tensor.array().setName(argument);
    return tensor.array();
  }

  /// Gives parameters their gradients, all zero.
  static Gradients define(TorchRuntime runtime, List<NamedArray> parameters) {
    List<NamedArray> gradients = new ArrayList<>();
    PtSymbolBlock program = runtime.load(PROGRAM);
    try (NDManager scope = runtime.newScope()) {
      NDList arguments = new NDList();
      for (NamedArray parameter : parameters) {
        arguments.add(argument(parameter.array(), scope));
      }
      IValueUtils.forward(program, arguments, true);
      for (NamedArray parameter : parameters) {
        PtNDArray gradient = JniUtils.getGradient(parameter.array());
        gradients.add(new NamedArray(parameter.name(), gradient));
      }
    }
    NDArray method = runtime.zeros(ElementType.F32, new Shape());
    method.setName("module_method:write");
    return new Gradients(program, method, parameters, List.copyOf(gradients));
  }

  private static NDArray argument(PtNDArray parameter, NDManager scope) {
    NDArray view = parameter.reshape(parameter.getShape());
    view.attach(scope);
    view.setName("parameters[]");
    return view;
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
    if (released) {
      write(losses);
      return;
    }
    PtNDArray[] roots = losses.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new);
    try (IValue from = IValue.listFrom(roots)) {
      IValueUtils.runMethod(program, "add", from).close();
    }
  }

  /// Not by `runMethod`: tensors of its inference mode have no version counter.
  private void write(List<NDArray> losses) {
    NDList arguments = new NDList();
    for (NDArray loss : losses) {
      loss.setName("losses[]");
      arguments.add(loss);
    }
    arguments.addAll(written);
    closeCount();
    NDArray count = IValueUtils.forward(program, arguments, true).singletonOrThrow();
    count.detach(); // from the scope of the losses
    copies = count;
    released = false;
  }

  private void closeCount() {
    if (copies != null) {
      copies.close();
    }
  }

  /// How many tensors the last backward that wrote could not hand over and had to copy.
  long copies() {
    return copies == null ? 0 : (long) copies.getFloat();
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
    argument.close();
    return new Gradients(
        program,
        writeMethod,
        parameters.stream().filter(p -> !frozen.test(p.name())).toList(),
        arrays.stream().filter(g -> !frozen.test(g.name())).toList());
  }

  @Override
  public void close() {
    argument.close();
    closeCount();
    writeMethod.close();
    program.close();
  }
}
