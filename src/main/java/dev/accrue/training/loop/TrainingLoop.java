package dev.accrue.training.loop;

import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.Order;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.loop.TrainingState.Update;
import dev.accrue.training.torch.Optimizer;
import dev.accrue.training.window.PlannedWindow;
import java.util.Optional;

/// The accumulation loop. Each numbered guarantee of docs/training.md that concerns a window is
/// kept here, in the `WindowPass`, in the `Normalization` or in the `WindowPlan`.
public final class TrainingLoop {

  private final TrainingSpec spec;
  private final TrainingParts parts;
  private final WindowPass pass;
  private final LearningRate learningRate;
  private final WindowReport report;
  private TrainingState state;
  private long maskedWindows;

  TrainingLoop(TrainingParts parts, TrainingState start) {
    this.spec = parts.spec();
    this.parts = parts;
    this.pass = new WindowPass(parts);
    this.learningRate = LearningRate.of(spec, parts.totalOptimizerSteps());
    this.report = new WindowReport(parts);
    this.state = start;
  }

  /// Trains until all optimizer steps are done or an order ends it.
  ///
  /// @throws TrainingRefusedException when too many updates in a row were not finite
  public Outcome run() throws InterruptedException {
    while (state.optimizerStep() < parts.totalOptimizerSteps()) {
      if (parts.surroundings().order() == Order.PREEMPT) {
        return new Outcome(Outcome.Kind.PREEMPTED, state);
      }
      PlannedWindow window = parts.feed().windowAt(state);
      Optional<WindowPass.Losses> losses = pass.accumulate(window, state.optimizerStep());
      if (losses.isEmpty()) {
        return new Outcome(Outcome.Kind.CANCELED, state);
      }
      if (losses.get().masked()) {
        skipMasked(window);
      } else {
        step(window, losses.get());
      }
      boolean last = state.optimizerStep() == parts.totalOptimizerSteps();
      if (last) {
        recalibrate();
      }
      if (window.endsEpoch() || last) {
        report.validation(state);
      }
      parts.surroundings().stepDone(state);
    }
    return new Outcome(Outcome.Kind.FINISHED, state);
  }

  /// One update from the window's gradients, if they are finite.
  private void step(PlannedWindow window, WindowPass.Losses losses) {
    long update = state.position().appliedUpdates();
    int effective = spec.batch().effectiveAt(state.optimizerStep());
    double rate = learningRate.at(update, effective);
    Optimizer.StepResult step = parts.optimizer().step(rate, update + 1);
    state = state.after(window, step.applied() ? Update.APPLIED : Update.NOT_FINITE);
    report.window(window, state, losses, rate, step.gradientNorm());
    if (!step.applied()) {
      skip(rate);
    }
  }

  /// Before the last validation and the last checkpoint, which show the model that comes out.
  private void recalibrate() throws InterruptedException {
    Integer samples = spec.recalibrationSamples();
    if (samples != null) {
      String done = parts.recalibration().run(parts.model(), parts.feed().micro(), samples);
      parts.surroundings().event("STATISTICS_RECALIBRATED", done);
    }
  }

  /// An update that is not finite leaves no trace: parameters were not touched, gradients are
  /// clear, and BatchNorm's statistics go back to before the window.
  private void skip(double rate) {
    pass.undoStatistics();
    int inARow = state.position().skippedInARow();
    String reason =
        "optimizer step %d was skipped: its gradients were not finite (%d in a row)"
            .formatted(state.optimizerStep(), inARow);
    parts.surroundings().event("STEP_SKIPPED", reason);
    if (inARow > spec.maxSkippedStepsInARow()) {
      throw new TrainingRefusedException(
          "%s. The training has diverged; lower the learning rate (now %s) or raise"
                  .formatted(reason, rate)
              + " maxSkippedStepsInARow (now %d)".formatted(spec.maxSkippedStepsInARow()));
    }
  }

  /// A window in which nothing counts has no loss and the gradient 0, from which weight decay and
  /// momentum would still move the weights: there is no update. Told at the 1st, 2nd, 4th, 8th, ...
  /// of them, since data may hold many.
  private void skipMasked(PlannedWindow window) {
    pass.drop();
    state = state.after(window, Update.MASKED);
    report.throughput(window, state);
    maskedWindows++;
    if (Long.bitCount(maskedWindows) == 1) {
      String told =
          "optimizer step %d was skipped: all targets of its %d samples are masked (window"
                  .formatted(state.optimizerStep(), window.samples())
              + " %d of this kind since the attempt began)".formatted(maskedWindows);
      parts.surroundings().event("WINDOW_MASKED", told);
    }
  }
}
