package dev.accrue.training.loop;

import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.EquivalenceReport;
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
  private final OutOfMemoryReplay replay;
  private TrainingState state;
  private long maskedWindows;

  TrainingLoop(TrainingParts parts, TrainingState start) {
    this.spec = parts.spec();
    this.parts = parts;
    this.pass = new WindowPass(parts);
    this.learningRate = LearningRate.of(spec, parts.totalOptimizerSteps());
    this.report = new WindowReport(parts);
    this.replay = new OutOfMemoryReplay(parts);
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
      checkEquivalence();
      Optional<PlannedWindow> window =
          replay.run("a window", () -> state, pass::drop, this::window);
      if (window.isEmpty()) {
        return new Outcome(Outcome.Kind.CANCELED, state);
      }
      state = state.with(parts.feed().micro(), parts.replicas().recorded());
      finish(window.get());
      parts.surroundings().stepDone(state);
    }
    tellMemory();
    return new Outcome(Outcome.Kind.FINISHED, state);
  }

  /// Compares the next window with its full batch, where the spec or a person wants it. An order to
  /// cancel ends it, and then the window.
  private void checkEquivalence() throws InterruptedException {
    boolean first = Boolean.TRUE.equals(spec.checkEquivalence()) && state.optimizerStep() == 0;
    if (!first && !parts.surroundings().equivalenceAsked()) {
      return;
    }
    Optional<EquivalenceReport> report =
        replay.run(
            "an equivalence check",
            () -> state,
            TrainingLoop::keep,
            () -> parts.equivalence().run(parts, state));
    if (report.isPresent()) {
      parts
          .surroundings()
          .event(
              "EQUIVALENCE_CHECKED",
              report.get().sentence()
                  + " Largest differences: %s.".formatted(EquivalenceFinding.worst(report.get())));
      parts.surroundings().equivalenceChecked(report.get());
    }
  }

  private void tellMemory() {
    int tasks = parts.tasks().all().size();
    int micro = parts.feed().micro();
    boolean sequential = parts.tasks().forwards() > 1;
    String told = parts.meter().sentence(micro, sequential, tasks, parts.memory().limitBytes());
    parts.surroundings().event("MEMORY_MEASURED", told);
  }

  /// All of the next window up to its update; replayed when memory runs out before that is done.
  ///
  /// @return empty when an order canceled it
  private Optional<PlannedWindow> window() throws InterruptedException {
    PlannedWindow window = parts.feed().windowAt(state);
    int micro = parts.feed().micro();
    parts.memory().headroom().tryOut(micro);
    Optional<WindowPass.Losses> losses = pass.accumulate(window, state.optimizerStep());
    if (losses.isEmpty()) {
      return Optional.empty();
    }
    if (losses.get().masked()) {
      skipMasked(window);
    } else {
      step(window, losses.get());
    }
    parts.memory().headroom().fits(micro, parts.meter()::recentPeak);
    return Optional.of(window);
  }

  /// What follows a window, with parameters that stay as they are.
  private void finish(PlannedWindow window) throws InterruptedException {
    boolean last = state.optimizerStep() == parts.totalOptimizerSteps();
    if (window.endsEpoch() || last) {
      parts.optimizer().swapAverages();
      try {
        measure(last);
      } finally {
        parts.optimizer().swapAverages();
      }
    }
    state = state.with(parts.feed().micro(), parts.replicas().recorded());
  }

  /// Measures the model; the moving averages are its weights where the spec wants them.
  private void measure(boolean last) throws InterruptedException {
    if (last) {
      replay.run("the recalibration", () -> state, TrainingLoop::keep, this::recalibrate);
    }
    replay.run("the validation", () -> state, TrainingLoop::keep, () -> report.validation(state));
  }

  /// One update from the window's gradients, if they are finite.
  private void step(PlannedWindow window, WindowPass.Losses losses) {
    long update = state.position().appliedUpdates();
    int effective = spec.batch().effectiveAt(state.optimizerStep());
    double rate = learningRate.at(update, effective);
    Optimizer.StepResult step = parts.optimizer().step(rate, update + 1, effective);
    boolean advised = parts.advisor().samples(window, state.optimizerStep());
    state = state.after(window, step.applied() ? Update.APPLIED : Update.NOT_FINITE);
    report.window(window, state, losses, rate, step.gradientNorm());
    if (advised) {
      report.advice(window, state, step.gradientNorm());
    }
    if (!step.applied()) {
      skip(rate);
    }
  }

  /// Before the last validation and the last checkpoint, which show the model that comes out.
  private boolean recalibrate() throws InterruptedException {
    Integer samples = spec.recalibrationSamples();
    if (samples != null) {
      String done = parts.recalibration().run(parts.model(), parts.feed().micro(), samples);
      parts.surroundings().event("STATISTICS_RECALIBRATED", done);
    }
    return samples != null;
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

  /// Measuring changes nothing that a second run would not set anew.
  private static void keep() {}
}
