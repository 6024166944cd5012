package dev.accrue.job.spec;

import dev.accrue.api.spec.BatchStage;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.ScheduleSpec;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.dataset.Dataset;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/// Whether the fields of a spec fit the data and each other.
final class SpecFit {

  /// About 16 GB with AdamW's moments in single precision.
  private static final double MAX_PARAMETERS = 1e9;

  private static final int KERNEL_ELEMENTS = 9;

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
    checkStages();
    checkWarmup();
    if (violations.sound("model")) {
      switch (spec.model()) {
        case ModelSpec.Cnn cnn -> checkImages(cnn);
        case ModelSpec.Mlp mlp -> checkSize(mlp.hidden(), 0, elements(split.sampleShape()));
        default -> {} // TODO
      }
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

  /// Samples are height x width or channels x height x width; each block halves height and width.
  private void checkImages(ModelSpec.Cnn model) {
    List<Long> shape = split.sampleShape();
    int rank = shape.size();
    if (rank != 2 && rank != 3) {
      violations.add(
          "model.architecture",
          null,
          "a cnn takes images, and the samples of %s have the shape %s"
              .formatted(spec.data().dataset(), shape),
          "write architecture: mlp");
      return;
    }
    long height = shape.get(rank - 2);
    long width = shape.get(rank - 1);
    int blocks = model.channels().size();
    int most = 63 - Long.numberOfLeadingZeros(Math.min(height, width));
    if (blocks > most) {
      violations.add(
          "model.channels",
          null,
          "%d convolutions halve images of %dx%d to less than one pixel"
              .formatted(blocks, height, width),
          "write at most %d".formatted(most));
      return;
    }
    long channels = rank == 3 ? shape.getFirst() : 1;
    double parameters = 0;
    for (int output : model.channels()) {
      parameters += (double) KERNEL_ELEMENTS * channels * output;
      channels = output;
    }
    checkSize(
        model.hidden(), parameters, (double) channels * (height >> blocks) * (width >> blocks));
  }

  private void checkSize(List<Integer> hidden, double parameters, double features) {
    double total = parameters;
    double inputs = features;
    for (int width : hidden) {
      total += inputs * width;
      inputs = width;
    }
    if (total > MAX_PARAMETERS) {
      violations.add(
          "model.hidden",
          null,
          "the model would have about %.0f million parameters, more than %.0f million"
              .formatted(total / 1e6, MAX_PARAMETERS / 1e6),
          "write smaller widths or fewer layers");
    }
  }

  private static double elements(List<Long> shape) {
    return shape.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
  }
}
