package dev.accrue.job.spec;

import dev.accrue.api.job.RetentionPolicy;
import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.BatchStage;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.ScheduleSpec;
import dev.accrue.api.spec.TaskSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.api.worker.ModuleCheckTask.Target;
import dev.accrue.architecture.Network;
import dev.accrue.dataset.Dataset;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.node.JsonNodeFactory;

/// Whether the fields of a spec fit the data and each other.
final class SpecFit {

  private final JobSpec spec;
  private final Dataset.Split split;
  private final List<Target> targets;
  private final OptionalLong checkpointBytesLimit;
  private final Violations violations;

  /// @param targets what each task predicts; empty where nobody knows
  /// @param checkpointBytesLimit of the team; empty where there is none
  SpecFit(
      JobSpec spec,
      Dataset.Split split,
      List<Target> targets,
      OptionalLong checkpointBytesLimit,
      Violations violations) {
    this.spec = spec;
    this.split = split;
    this.targets = targets;
    this.checkpointBytesLimit = checkpointBytesLimit;
    this.violations = violations;
  }

  void check() {
    if (violations.sound("training.batch.effective")) {
      checkSamples();
    }
    checkStages();
    checkWarmup();
    checkContrastive();
    checkRetention();
    if (violations.sound("model")) {
      ModelFit.check(spec, split.sampleShape(), targets, violations)
          .ifPresent(this::checkCheckpointBytes);
    }
  }

  private void checkCheckpointBytes(Network network) {
    if (checkpointBytesLimit.isPresent()
        && violations.sound("training")
        && violations.sound("checkpoints")) {
      QuotaFit.check(
              spec.checkpoints(),
              CheckpointBytes.of(network, spec.training()),
              totalOptimizerSteps(spec.training(), split.samples()),
              checkpointBytesLimit.getAsLong())
          .ifPresent(violations::add);
    }
  }

  /// Optimizer steps of a whole job.
  static long totalOptimizerSteps(TrainingSpec training, long samples) {
    Long steps = training.optimizerSteps();
    if (steps != null) {
      return steps;
    }
    Integer epochs = training.epochs();
    if (epochs == null) {
      throw new IllegalArgumentException("neither epochs nor optimizerSteps is set");
    }
    return OptimizerSteps.of(training.batch(), training.lastWindow(), epochs, samples);
  }

  /// No window holds a sample twice, so the split has to fill one.
  private void checkSamples() {
    int effective = spec.training().batch().largestEffective();
    if (effective > split.samples()) {
      violations.add(
          "training.batch.effective",
          JsonNodeFactory.instance.numberNode(effective),
          "EFFECTIVE_BATCH_TOO_LARGE: effective batch %d is larger than the %d samples of split %s"
              .formatted(effective, split.samples(), split.name()),
          "lower effective to at most %d".formatted(split.samples()));
    }
  }

  private void checkRetention() {
    if (violations.sound("training") && violations.sound("checkpoints")) {
      RetentionFit.check(
              RetentionPolicy.of(spec.checkpoints()),
              spec,
              totalOptimizerSteps(spec.training(), split.samples()),
              "checkpoints.")
          .forEach(violations::add);
    }
  }

  /// A stage that never begins was meant to.
  private void checkStages() {
    TrainingSpec training = spec.training();
    boolean endless = training.epochs() == null && training.optimizerSteps() == null;
    if (endless || !violations.sound("training")) {
      return;
    }
    long total = totalOptimizerSteps(training, split.samples());
    List<BatchStage> stages = training.batch().stages();
    long last = stages.getLast().fromOptimizerStep();
    if (last >= total) {
      violations.add(
          "training.batch.effective[%d].fromOptimizerStep".formatted(stages.size() - 1),
          JsonNodeFactory.instance.numberNode(last),
          "a stage that begins at step %d never does: the job has %d optimizer steps"
              .formatted(last, total),
          "lower it below %d, remove the stage or train for longer".formatted(total));
    }
  }

  /// A loss over all pairs of a batch is not the sum of its micro-batches' losses.
  private void checkContrastive() {
    TrainingSpec training = spec.training();
    BatchSpec batch = training.batch();
    boolean split = batch.autoMicro() || batch.micro() < batch.largestEffective();
    if (!split || !violations.sound("training.batch")) {
      return;
    }
    List<TaskSpec> tasks = training.tasks() == null ? List.of() : training.tasks();
    boolean coupled =
        training.loss() instanceof LossSpec.Contrastive
            || tasks.stream().anyMatch(task -> task.loss() instanceof LossSpec.Contrastive);
    if (coupled) {
      violations.add(
          "training.batch.micro",
          batch.autoMicro()
              ? JsonNodeFactory.instance.stringNode("auto")
              : JsonNodeFactory.instance.numberNode(batch.micro()),
          "the loss contrastive compares each sample with all others of its batch: in several"
              + " micro-batches it is another objective, whose gradient is not the window's",
          "write micro: %d".formatted(batch.largestEffective()));
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
