package dev.accrue.training.loop;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.training.data.SampleSource;
import dev.accrue.training.data.TrainingData;
import dev.accrue.training.model.BuiltInModels;
import dev.accrue.training.model.InitialWeights;
import dev.accrue.training.model.LayeredModel;
import dev.accrue.training.torch.ElementType;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.torch.TensorValue;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Everything that one job's training consists of, put together from its spec, its data and, when
/// it goes on from a checkpoint, the tensors of that.
public final class TrainingSession implements AutoCloseable {

  private final TrainingSpec spec;
  private final long totalOptimizerSteps;
  private final SampleSource train;
  private final Validation validation;
  private final Recalibration recalibration;
  private final TrainableModel model;
  private final Tasks tasks;
  private final Optimizer optimizer;
  private final TrainingState start;

  /// A checkpoint's content.
  ///
  /// @param tensors by their names in the checkpoint
  public record Resumed(TrainingState state, Map<String, TensorValue> tensors) {

    private Map<String, TensorValue> named(String prefix) {
      return tensors.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(prefix))
          .collect(
              Collectors.toMap(
                  entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
    }
  }

  private TrainingSession(
      TorchRuntime runtime,
      JobSpec job,
      long totalOptimizerSteps,
      TrainingData data,
      Resumed resumed) {
    this.spec = job.training();
    this.totalOptimizerSteps = totalOptimizerSteps;
    this.train = data.train();
    this.start = resumed.state();
    ElementType type = ElementType.of(spec.precision());
    this.validation = new Validation(runtime, data.validation(), type);
    this.recalibration = new Recalibration(runtime, train, spec);
    LayeredModel description =
        new LayeredModel(
            BuiltInModels.layers(
                job.model(),
                spec.batchNormMomentum(),
                train.features().shape(),
                train.targets().getFirst().classes()),
            type);
    this.model =
        TrainableModel.load(
            runtime,
            description.archive(weights(resumed.named(TrainingTensors.MODEL))),
            description.bufferNames());
    this.tasks = Tasks.of(runtime, spec, train);
    this.optimizer =
        new Optimizer(
            runtime,
            spec.optimizer(),
            spec.clipping(),
            model,
            resumed.named(TrainingTensors.OPTIMIZER));
  }

  /// A session that starts from the seed.
  public static TrainingSession begin(
      TorchRuntime runtime, JobSpec job, long totalOptimizerSteps, TrainingData data) {
    Resumed nothing = new Resumed(TrainingState.initial(), Map.of());
    return resume(runtime, job, totalOptimizerSteps, data, nothing);
  }

  /// A session that goes on from a checkpoint.
  public static TrainingSession resume(
      TorchRuntime runtime,
      JobSpec job,
      long totalOptimizerSteps,
      TrainingData data,
      Resumed resumed) {
    return new TrainingSession(runtime, job, totalOptimizerSteps, data, resumed);
  }

  private LayeredModel.TensorSource weights(Map<String, TensorValue> resumed) {
    InitialWeights initial = new InitialWeights(spec.seed());
    return (name, tensor, type) -> {
      TensorValue value = resumed.get(name);
      return value == null ? initial.value(name, tensor, type) : value;
    };
  }

  /// Trains from the session's start to its end or until an order ends it.
  public Outcome train(Curve curve, Surroundings surroundings) throws InterruptedException {
    List<Denominator> denominators = tasks.all().stream().map(Task::denominator).toList();
    int micro = spec.batch().micro();
    try (WindowFeed feed =
        new WindowFeed(spec, totalOptimizerSteps, train, denominators, start, micro)) {
      TrainingParts parts =
          new TrainingParts(
              spec,
              totalOptimizerSteps,
              feed,
              model,
              tasks,
              optimizer,
              validation,
              recalibration,
              curve,
              surroundings);
      return new TrainingLoop(parts, start).run();
    }
  }

  /// What a checkpoint of this session holds.
  public TrainingTensors tensors() {
    return new TrainingTensors(model, optimizer);
  }

  @Override
  public void close() {
    optimizer.close();
    tasks.close();
    model.close();
  }
}
