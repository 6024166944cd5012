package dev.accrue.training.torch;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.List;

/// Weighted averages of a model's running means and variances as they were at several moments.
public final class StatisticsAverage implements AutoCloseable {

  private static final TorchArchive PROGRAM =
      TorchArchive.program(
          "StatisticsAverage",
          """
          class StatisticsAverage(Module):
            __parameters__ = []
            __buffers__ = []
            training : bool
            def add(self: __torch__.StatisticsAverage, averages: List[Tensor], \
          statistics: List[Tensor], share: float) -> int:
              torch._foreach_add_(averages, statistics, alpha=share)
              return torch.len(averages)
            def set(self: __torch__.StatisticsAverage, averages: List[Tensor], \
          statistics: List[Tensor]) -> int:
              torch._foreach_copy_(statistics, averages)
              return torch.len(averages)
          """);

  private final PtSymbolBlock program;
  private final List<NamedArray> averages;
  private final IValue averagesArgument;
  private final IValue statisticsArgument;

  /// @param model whose buffers called `running_mean` and `running_var` are averaged
  public StatisticsAverage(TorchRuntime runtime, TrainableModel model) {
    List<NamedArray> statistics =
        model.buffers().stream().filter(StatisticsAverage::isStatistic).toList();
    this.program = runtime.load(PROGRAM);
    this.averages =
        statistics.stream()
            .map(buffer ->
                new NamedArray(
                    buffer.name(),
                    runtime.zeros(
                        ElementType.of(buffer.array().getDataType()), buffer.array().getShape())))
            .toList();
    this.averagesArgument = NamedArray.list(averages);
    this.statisticsArgument = NamedArray.list(statistics);
  }

  private static boolean isStatistic(NamedArray buffer) {
    return buffer.name().endsWith("running_mean") || buffer.name().endsWith("running_var");
  }

  /// How many tensors are averaged.
  public int size() {
    return averages.size();
  }

  /// Adds what the model's statistics are now.
  ///
  /// @param share of the whole; all shares add up to 1
  public void add(double share) {
    try (IValue argument = IValue.from(share)) {
      IValueUtils.runMethod(program, "add", averagesArgument, statisticsArgument, argument).close();
    }
  }

  /// Gives the averages to the model.
  public void set() {
    IValueUtils.runMethod(program, "set", averagesArgument, statisticsArgument).close();
  }

  @Override
  public void close() {
    averagesArgument.close();
    statisticsArgument.close();
    averages.forEach(average -> average.array().close());
    program.close();
  }
}
