package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import dev.accrue.api.spec.LossSpec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A loss and its metrics as one TorchScript program; loss and backward are one call. DJL records
/// what a backward needs in `forward` only, also where that names another method, and not in
/// `runMethod`.
final class ProgramLoss implements TaskLoss {

  private static final String CODE =
      """
      class Loss(Module):
        __parameters__ = []
        __buffers__ = [BUFFERS]
        training : bool
      ATTRIBUTES  def weighted(self: __torch__.Loss, output: Tensor, target: Tensor, \
      denominator: Tensor, window_loss: Tensor) -> Tensor:
      PREPARE    loss = torch.div(SUM, denominator)
          _0 = torch.add_(window_loss, torch.detach(loss))
          return WEIGHTED
        def forward(self: __torch__.Loss, output: Tensor, target: Tensor, \
      denominator: Tensor, window_loss: Tensor) -> Tensor:
          loss = (self).weighted(output, target, denominator, window_loss)
          torch.autograd.backward([loss])
          return torch.detach(loss)
        def take(self: __torch__.Loss, window_loss: Tensor) -> float:
          loss = float(window_loss)
          _0 = torch.zero_(window_loss)
          return loss
        def measure(self: __torch__.Loss, output: Tensor, target: Tensor) -> Tensor:
      PREPARE    sums = annotate(List[Tensor], [])
      MEASURES    return torch.cat(sums)
      """;

  private static final int BEFORE_METRICS = 3;

  private final TorchRuntime runtime;
  private final boolean couplesSamples;
  private final List<MetricSums> metrics;
  private final PtSymbolBlock program;
  private final PtNDArray windowLoss;
  private final IValue windowLossArgument;

  ProgramLoss(TorchRuntime runtime, LossSpec spec, double weight, List<MetricSums> metrics) {
    this.runtime = runtime;
    this.couplesSamples = spec instanceof LossSpec.Contrastive;
    this.metrics = List.copyOf(metrics);
    this.program = runtime.load(archive(spec, weight));
    this.windowLoss = runtime.zeros(ElementType.F64, new Shape());
    this.windowLossArgument = IValue.from(windowLoss);
  }

  private TorchArchive archive(LossSpec spec, double weight) {
    LossCode code = LossCode.of(spec);
    StringBuilder measures = new StringBuilder();
    append(measures, code.sum());
    append(measures, code.count());
    append(measures, code.scores() ? LossCode.SCORES_COUNT : LossCode.NUMBERS_COUNT);
    for (MetricSums metric : metrics) {
      measures.append(metric.statements());
      append(measures, metric.sums());
    }
    ScriptObject module = new ScriptObject("Loss");
    List<Double> weights =
        spec instanceof LossSpec.CrossEntropy entropy ? entropy.classWeights() : null;
    if (weights != null) {
      module.with("class_weights", tensor(weights), false);
    }
    String text =
        CODE.replace("BUFFERS", weights == null ? "" : "\"class_weights\", ")
            .replace("ATTRIBUTES", weights == null ? "" : "  class_weights : Tensor\n")
            .replace("PREPARE", code.prepare().indent(4))
            .replace("SUM", code.sum())
            .replace("WEIGHTED", weight == 1 ? "loss" : "torch.mul(loss, %s)".formatted(weight))
            .replace("MEASURES", measures.toString().indent(4));
    return new TorchArchive("Loss", text, module);
  }

  /// As numbers of double precision in one dimension.
  private static void append(StringBuilder code, String sums) {
    code.append("_s = torch.append(sums, torch.reshape(torch.to(%s, 7), [-1]))\n".formatted(sums));
  }

  private static TensorValue tensor(List<Double> values) {
    List<Long> shape = List.of((long) values.size());
    ByteBuffer bytes = TensorValue.allocate(ElementType.F64, shape);
    values.forEach(bytes::putDouble);
    return new TensorValue(ElementType.F64, shape, bytes.flip());
  }

  @Override
  public void backward(NDArray output, NDArray target, double denominator) {
    MethodCall.run(program, "forward", arguments(output, target, denominator), true);
  }

  @Override
  public NDArray weighted(NDArray output, NDArray target, double denominator) {
    NDList arguments = arguments(output, target, denominator);
    return MethodCall.run(program, "weighted", arguments, true).singletonOrThrow();
  }

  private NDList arguments(NDArray output, NDArray target, double denominator) {
    NDArray divisor = runtime.number(output.getManager(), denominator);
    return new NDList(output, target, divisor, windowLoss);
  }

  @Override
  public double takeWindowLoss() {
    try (IValue loss = IValueUtils.runMethod(program, "take", windowLossArgument)) {
      return loss.toDouble();
    }
  }

  @Override
  public double[] measure(NDArray output, NDArray target) {
    try (NDManager scope = runtime.newScope();
        IValue first = IValue.from((PtNDArray) output);
        IValue second = IValue.from((PtNDArray) target);
        IValue sums = IValueUtils.runMethod(program, "measure", first, second)) {
      return sums.toTensor((PtNDManager) scope).toDoubleArray();
    }
  }

  @Override
  public Map<String, Double> results(double[] sums) {
    Map<String, Double> results = new LinkedHashMap<>();
    results.put("loss", sums[0] / sums[1]);
    int from = BEFORE_METRICS;
    for (MetricSums metric : metrics) {
      double[] own = Arrays.copyOfRange(sums, from, from + metric.width());
      results.put(metric.name(), metric.result().of(own, sums[2]));
      from += metric.width();
    }
    return results;
  }

  @Override
  public boolean couplesSamples() {
    return couplesSamples;
  }

  @Override
  public void close() {
    windowLossArgument.close();
    windowLoss.close();
    program.close();
  }
}
