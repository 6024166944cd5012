package dev.accrue.training.torch;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.ArrayList;
import java.util.List;

/// A copy of a model's gradients, and how far those of a later moment are from it.
public final class GradientSnapshot implements AutoCloseable {

  /// One parameter after the other, so that no second copy of all of them is in memory.
  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "GradientSnapshot",
          """
          class GradientSnapshot(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def take(self: __torch__.GradientSnapshot, copies: List[Tensor], \
          gradients: List[Tensor]) -> int:
              torch._foreach_copy_(copies, gradients)
              return torch.len(copies)
            def compare(self: __torch__.GradientSnapshot, copies: List[Tensor], \
          gradients: List[Tensor]) -> List[float]:
              norms = annotate(List[float], [])
              for i in range(torch.len(copies)):
                distance = torch.linalg_vector_norm(torch.sub(copies[i], gradients[i]))
                _0 = torch.append(norms, float(distance))
                _1 = torch.append(norms, float(torch.linalg_vector_norm(gradients[i])))
              return norms
          """);

  private final List<NamedArray> gradients;
  private final PtSymbolBlock program;
  private final List<NamedArray> copies;
  private final IValue gradientsArgument;
  private final IValue copiesArgument;

  /// How far a parameter's gradient is from its copy.
  ///
  /// @param distance the Euclidean norm of the difference
  /// @param norm of the gradient as it is now
  public record Distance(String parameter, double distance, double norm) {}

  /// Makes room for a copy.
  public GradientSnapshot(TorchRuntime runtime, TrainableModel model) {
    this.gradients = model.gradients();
    this.program = runtime.load(PROGRAM);
    this.copies =
        model.trained().stream()
            .map(parameter ->
                new NamedArray(
                    parameter.name(),
                    runtime.zeros(
                        ElementType.of(parameter.array().getDataType()),
                        parameter.array().getShape())))
            .toList();
    this.gradientsArgument = NamedArray.list(gradients);
    this.copiesArgument = NamedArray.list(copies);
  }

  /// Copies the gradients as they are now.
  public void take() {
    IValueUtils.runMethod(program, "take", copiesArgument, gradientsArgument).close();
  }

  /// Compares the gradients as they are now with the copy, parameter by parameter.
  public List<Distance> distances() {
    double[] norms;
    try (IValue result =
        IValueUtils.runMethod(program, "compare", copiesArgument, gradientsArgument)) {
      norms = result.toDoubleArray();
    }
    List<Distance> distances = new ArrayList<>(gradients.size());
    for (int index = 0; index < gradients.size(); index++) {
      String name = gradients.get(index).name();
      distances.add(new Distance(name, norms[2 * index], norms[2 * index + 1]));
    }
    return distances;
  }

  @Override
  public void close() {
    gradientsArgument.close();
    copiesArgument.close();
    copies.forEach(copy -> copy.array().close());
    program.close();
  }
}
