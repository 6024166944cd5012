package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.Map;

/// Cross-entropy of class scores as `torch.nn.CrossEntropyLoss`, summed over the samples of a
/// micro-batch and divided by a denominator that the caller knows: the window's own number of
/// samples makes the accumulated gradient that of the whole window.
public final class CrossEntropy implements TaskLoss {

  /// `cross_entropy_loss(..., 2, -100, 0.)`: sum, PyTorch's ignore index, no label smoothing.
  private static final String CODE =
      """
      class CrossEntropy(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def weighted(self: __torch__.CrossEntropy, scores: Tensor, targets: Tensor, \
      denominator: float, window_loss: Tensor) -> Tensor:
          loss = torch.div(torch.cross_entropy_loss(scores, targets, None, 2, -100, 0.), \
      denominator)
          _0 = torch.add_(window_loss, torch.detach(loss))
          return WEIGHTED
        def forward(self: __torch__.CrossEntropy, scores: Tensor, targets: Tensor, \
      denominator: Tensor, window_loss: Tensor) -> Tensor:
          loss = torch.div(torch.cross_entropy_loss(scores, targets, None, 2, -100, 0.), \
      denominator)
          torch.autograd.backward([WEIGHTED])
          return torch.add_(window_loss, torch.detach(loss))
        def take(self: __torch__.CrossEntropy, window_loss: Tensor) -> float:
          loss = float(window_loss)
          _0 = torch.zero_(window_loss)
          return loss
        def measure(self: __torch__.CrossEntropy, scores: Tensor, targets: Tensor) \
      -> List[float]:
          loss = torch.cross_entropy_loss(scores, targets, None, 2, -100, 0.)
          correct = torch.sum(torch.eq(torch.argmax(scores, 1), targets))
          count = torch.sum(torch.ne(targets, -100))
          return [float(loss), float(correct), float(count)]
      """;

  private final PtSymbolBlock program;
  private final PtNDArray windowLoss;

  /// The loss of an only task.
  public CrossEntropy(TorchRuntime runtime) {
    this(runtime, 1);
  }

  /// @param weight of the task in the sum of losses
  public CrossEntropy(TorchRuntime runtime, double weight) {
    String weighted = weight == 1 ? "loss" : "torch.mul(loss, %s)".formatted(weight);
    this.program =
        runtime.load(TorchArchive.program("CrossEntropy", CODE.replace("WEIGHTED", weighted)));
    this.windowLoss = runtime.zeros(ElementType.F64, new Shape());
  }

  @Override
  public void backward(NDArray scores, NDArray targets, double denominator) {
    NDArray divisor = scores.getManager().create(denominator);
    MethodCall.run(program, "forward", new NDList(scores, targets, divisor, windowLoss), true);
  }

  @Override
  public NDArray weighted(NDArray scores, NDArray targets, double denominator) {
    try (IValue first = IValue.from((PtNDArray) scores);
        IValue second = IValue.from((PtNDArray) targets);
        IValue divisor = IValue.from(denominator);
        IValue sum = IValue.from(windowLoss);
        IValue loss = IValueUtils.runMethod(program, "weighted", first, second, divisor, sum)) {
      return loss.toTensor((PtNDManager) scores.getManager());
    }
  }

  @Override
  public double takeWindowLoss() {
    try (IValue argument = IValue.from(windowLoss);
        IValue loss = IValueUtils.runMethod(program, "take", argument)) {
      return loss.toDouble();
    }
  }

  @Override
  public double[] measure(NDArray scores, NDArray targets) {
    try (IValue first = IValue.from((PtNDArray) scores);
        IValue second = IValue.from((PtNDArray) targets);
        IValue result = IValueUtils.runMethod(program, "measure", first, second)) {
      return result.toDoubleArray();
    }
  }

  @Override
  public Map<String, Double> results(double[] sums) {
    return Map.of("loss", sums[0] / sums[2], "accuracy", sums[1] / sums[2]);
  }

  @Override
  public void close() {
    windowLoss.close();
    program.close();
  }
}
