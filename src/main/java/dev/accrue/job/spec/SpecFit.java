package dev.accrue.job.spec;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ScheduleSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.dataset.Dataset;
import tools.jackson.databind.node.JsonNodeFactory;

/// Whether the fields of a spec fit the data and each other.
final class SpecFit {

  private final JobSpec spec;
  private final Dataset.Split split;
  private final Violations violations;

  SpecFit(JobSpec spec, Dataset.Split split, Violations violations) {
    this.spec = spec;
    this.split = split;
    this.violations = violations;
  }

  void check() {
    if (violations.sound("training.batch.effective")) {
      checkSamples();
    }
    checkWarmup();
    if (violations.sound("model")) {
      ModelFit.check(spec, split.sampleShape(), violations);
    }
  }

  /// Optimizer steps of all epochs. A partial window is one more step with `step`, none with
  /// `drop`; with `carry` only the last epoch can have one.
  static long totalOptimizerSteps(TrainingSpec training, long samples) {
    Long steps = training.optimizerSteps();
    if (steps != null) {
      return steps;
    }
    Integer epochs = training.epochs();
    if (epochs == null) {
      throw new IllegalArgumentException("neither epochs nor optimizerSteps is set");
    }
    long effective = training.batch().effective();
    return switch (training.lastWindow()) {
      case STEP -> epochs * Math.ceilDiv(samples, effective);
      case DROP -> epochs * (samples / effective);
      case CARRY -> Math.ceilDiv(epochs * samples, effective);
    };
  }

  /// No window holds a sample twice, so the split has to fill one.
  private void checkSamples() {
    int effective = spec.training().batch().effective();
    if (effective > split.samples()) {
      violations.add(
          "training.batch.effective",
          JsonNodeFactory.instance.numberNode(effective),
          "EFFECTIVE_BATCH_TOO_LARGE: effective batch %d is larger than the %d samples of split %s"
              .formatted(effective, split.samples(), split.name()),
          "lower effective to at most %d".formatted(split.samples()));
    }
  }

  /// A warm-up that never ends would never reach the learning rate that was asked for.
  private void checkWarmup() {
    TrainingSpec training = spec.training();
    ScheduleSpec schedule = training.schedule();
    boolean endless = training.epochs() == null && training.optimizerSteps() == null;
    if (schedule == null || endless || !violations.sound("training")) {
      return;
    }
    long total = totalOptimizerSteps(training, split.samples());
    long warmup = schedule.warmupOptimizerSteps();
    if (warmup > 0 && warmup >= total) {
      violations.add(
          "training.schedule.warmupOptimizerSteps",
          JsonNodeFactory.instance.numberNode(warmup),
          "a warm-up of %d optimizer steps leaves nothing of the job's %d".formatted(warmup, total),
          "lower it below %d or train for longer".formatted(total));
    }
  }
}
