package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.List;
import java.util.Map;

/// Cross-entropy with weights of classes and of the task, written for tests of the loop as plainly
/// as can be.
public final class WeightedCrossEntropy implements TaskLoss {

  private static final String CODE =
      """
      class Loss(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.Loss, scores: Tensor, targets: Tensor, weights: Tensor, \
      divisor: Tensor) -> Tensor:
          return torch.div(torch.cross_entropy_loss(scores, targets, weights, 2, -100, 0.), divisor)
      """;

  private final PtSymbolBlock program;
  private final JointBackward backward;
  private final PtNDArray weights;
  private final double taskWeight;
  private double windowLoss;

  /// @param classWeights one per class
  public WeightedCrossEntropy(
      TorchRuntime runtime, ElementType type, List<Double> classWeights, double taskWeight) {
    this.program = runtime.load(TorchArchive.program("Loss", CODE));
    this.backward = new JointBackward(runtime);
    double[] values = classWeights.stream().mapToDouble(Double::doubleValue).toArray();
    this.weights = (PtNDArray) runtime.root().create(values).toType(type.dataType(), true);
    this.taskWeight = taskWeight;
  }

  @Override
  public void backward(NDArray output, NDArray target, double denominator) {
    backward.run(List.of(weighted(output, target, denominator)));
  }

  @Override
  public NDArray weighted(NDArray output, NDArray target, double denominator) {
    NDArray divisor = output.getManager().create(denominator / taskWeight);
    NDArray loss =
        IValueUtils.forward(program, new NDList(output, target, weights, divisor), true).get(0);
    windowLoss += loss.toType(DataType.FLOAT64, true).getDouble() / taskWeight;
    return loss;
  }

  @Override
  public double takeWindowLoss() {
    double loss = windowLoss;
    windowLoss = 0;
    return loss;
  }

  @Override
  public double[] measure(NDArray output, NDArray target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Map<String, Double> results(double[] sums) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    weights.close();
    backward.close();
    program.close();
  }
}
