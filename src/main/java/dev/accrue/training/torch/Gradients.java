package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;

/// Gives parameters their gradient tensors. libtorch creates `.grad` at the first backward and adds
/// in place from then on; having it from the start lets the optimizer's program take gradients as
/// arguments. (Reading `.grad` inside a program does not do: the compiler takes it for a fresh
/// value and removes the call that clears it.)
final class Gradients {

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
            def free(self: __torch__.Gradients, gradients: List[Tensor]) -> int:
              for i in range(torch.len(gradients)):
                _0 = torch.set_(gradients[i])
              return torch.len(gradients)
          """);

  private Gradients() {}

  static List<NamedArray> define(TorchRuntime runtime, List<NamedArray> parameters) {
    List<NamedArray> gradients = new ArrayList<>();
    try (PtSymbolBlock program = runtime.load(PROGRAM);
        NDManager scope = runtime.newScope()) {
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
    return List.copyOf(gradients);
  }

  /// Empties gradients that are not needed any more.
  static void free(TorchRuntime runtime, List<NamedArray> gradients) {
    try (PtSymbolBlock program = runtime.load(PROGRAM);
        IValue argument = NamedArray.list(gradients)) {
      IValueUtils.runMethod(program, "free", argument).close();
    }
    gradients.forEach(gradient -> gradient.array().close());
  }

  /// DJL makes a list argument of the entries whose name ends in brackets.
  private static NDArray argument(PtNDArray parameter, NDManager scope) {
    NDArray view = parameter.reshape(parameter.getShape());
    view.attach(scope);
    view.setName("parameters[]");
    return view;
  }
}
