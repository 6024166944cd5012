package dev.accrue.training.loop;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.Order;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.data.LoadedMicroBatch;
import dev.accrue.training.data.MicroBatchLoader;
import dev.accrue.training.model.Draws;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.torch.TaskLoss;
import dev.accrue.training.torch.TorchRuntime;
import dev.accrue.training.torch.TrainableModel;
import dev.accrue.training.window.PlannedMicroBatch;
import dev.accrue.training.window.PlannedWindow;
import dev.accrue.training.window.WindowPlan;

/// The accumulation loop. Each numbered guarantee of docs/training.md that concerns a window is
/// kept here or in the `WindowPlan`.
public final class TrainingLoop {

  private final TorchRuntime runtime;
  private final TrainingSpec spec;
  private final long totalOptimizerSteps;
  private final LearningRate learningRate;
  private final WindowPlan plan;
  private final MicroBatchLoader loader;
  private final TrainableModel model;
  private final TaskLoss loss;
  private final Optimizer optimizer;
  private final Validation validation;
  private final Curve curve;
  private final Surroundings surroundings;
  private final Throughput throughput = new Throughput();
  private TrainingState state;

  TrainingLoop(
      TorchRuntime runtime,
      TrainingSpec spec,
      long totalOptimizerSteps,
      WindowPlan plan,
      MicroBatchLoader loader,
      TrainableModel model,
      TaskLoss loss,
      Optimizer optimizer,
      Validation validation,
      Curve curve,
      Surroundings surroundings,
      TrainingState start) {
    this.runtime = runtime;
    this.spec = spec;
    this.totalOptimizerSteps = totalOptimizerSteps;
    this.learningRate = LearningRate.of(spec, totalOptimizerSteps);
    this.plan = plan;
    this.loader = loader;
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.validation = validation;
    this.curve = curve;
    this.surroundings = surroundings;
    this.state = start;
  }

  /// Trains until all optimizer steps are done or an order ends it.
  ///
  /// @throws TrainingRefusedException when too many updates in a row were not finite
  public Outcome run() throws InterruptedException {
    while (state.optimizerStep() < totalOptimizerSteps) {
      if (surroundings.order() == Order.PREEMPT) {
        return new Outcome(Outcome.Kind.PREEMPTED, state);
      }
      PlannedWindow window = plan.windowAt(state.place());
      beginWindow(window);
      for (PlannedMicroBatch microBatch : window.microBatches()) {
        if (surroundings.order() == Order.CANCEL) {
          optimizer.clearGradients();
          return new Outcome(Outcome.Kind.CANCELED, state);
        }
        accumulate(microBatch);
      }
      double windowLoss = loss.takeWindowLoss();
      long update = state.position().appliedUpdates();
      double rate = learningRate.at(update);
      Optimizer.StepResult step = optimizer.step(rate, update + 1);
      state = state.after(window, step.applied());

      curve.add("train/loss", state, windowLoss);
      curve.add("train/learning_rate", state, rate);
      curve.add("train/gradient_norm", state, step.gradientNorm());
      throughput
          .count(window.samples())
          .ifPresent(value -> curve.add("train/samples_per_second", state, value));
      if (!step.applied()) {
        skip(rate);
      }
      if (window.endsEpoch() || state.optimizerStep() == totalOptimizerSteps) {
        validate();
      }
      surroundings.stepDone(state);
    }
    return new Outcome(Outcome.Kind.FINISHED, state);
  }

  /// A window's random draws depend on its number and on nothing before it.
  private void beginWindow(PlannedWindow window) {
    model.rememberBuffers();
    if (spec.batchNormMomentum() == BatchNormMomentum.ADJUSTED) {
      model.batchNormExponent(1.0 / window.microBatches().size());
    }
  }

  /// Forward and backward of one micro-batch: adds to the gradients and to the window's loss.
  private void accumulate(PlannedMicroBatch planned) throws InterruptedException {
    try (LoadedMicroBatch batch = loader.next();
        NDManager scope = runtime.newScope()) {
      runtime.seed(
          Draws.of(spec.seed(), "window", state.optimizerStep(), planned.microBatchIndex())
              .nextLong());
      NDArray output = model.forward(batch.inputs(scope)).singletonOrThrow();
      loss.backward(output, batch.targets(scope).getFirst(), planned.denominator());
    }
  }

  /// An update that is not finite leaves no trace: parameters were not touched, gradients are
  /// clear, and BatchNorm's statistics go back to before the window.
  private void skip(double rate) {
    model.restoreBuffers();
    int inARow = state.position().skippedInARow();
    String reason =
        "optimizer step %d was skipped: its gradients were not finite (%d in a row)"
            .formatted(state.optimizerStep(), inARow);
    surroundings.stepSkipped(state, reason);
    if (inARow > spec.maxSkippedStepsInARow()) {
      throw new TrainingRefusedException(
          "%s. The training has diverged; lower the learning rate (now %s) or raise"
                  .formatted(reason, rate)
              + " maxSkippedStepsInARow (now %d)".formatted(spec.maxSkippedStepsInARow()));
    }
  }

  private void validate() throws InterruptedException {
    validation
        .measure(model, loss)
        .forEach((name, value) -> curve.add("validation/" + name, state, value));
    throughput.restart();
  }
}
