package dev.accrue.training;

import dev.accrue.api.spec.Architecture;
import dev.accrue.api.spec.BatchNormMomentum;
import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.CheckpointSpec;
import dev.accrue.api.spec.ClippingSpec;
import dev.accrue.api.spec.DataSpec;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.LastWindow;
import dev.accrue.api.spec.LossNormalization;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.OptimizerSpec;
import dev.accrue.api.spec.Precision;
import dev.accrue.api.spec.RetrySpec;
import dev.accrue.api.spec.ScheduleSpec;
import dev.accrue.api.spec.TrainingSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Specs for tests; each method gives one that differs from the one it is called on in one thing.
public record Jobs(
    ModelSpec model,
    BatchSpec batch,
    long optimizerSteps,
    OptimizerSpec optimizer,
    double learningRate,
    @Nullable ScheduleSpec schedule,
    @Nullable ClippingSpec clipping,
    LossNormalization normalization,
    LastWindow lastWindow,
    Precision precision,
    int maxSkippedStepsInARow) {

  /// A small MLP, SGD with momentum, full batches of 96.
  public static Jobs mlp() {
    return new Jobs(
        new ModelSpec(Architecture.MLP, List.of(), List.of(32), false, 0),
        new BatchSpec(96, 96),
        20,
        new OptimizerSpec.Sgd(0.9, false, 1e-4),
        0.05,
        null,
        null,
        LossNormalization.WINDOW,
        LastWindow.STEP,
        Precision.FP32,
        3);
  }

  /// A small CNN with dropout, and with BatchNorm where asked for.
  public static Jobs cnn(boolean batchNorm, double dropout) {
    return mlp()
        .with(new ModelSpec(Architecture.CNN, List.of(4, 8), List.of(16), batchNorm, dropout));
  }

  public Jobs with(ModelSpec other) {
    return new Jobs(
        other,
        batch,
        optimizerSteps,
        optimizer,
        learningRate,
        schedule,
        clipping,
        normalization,
        lastWindow,
        precision,
        maxSkippedStepsInARow);
  }

  public Jobs batch(int effective, int micro) {
    return new Jobs(
        model,
        new BatchSpec(effective, micro),
        optimizerSteps,
        optimizer,
        learningRate,
        schedule,
        clipping,
        normalization,
        lastWindow,
        precision,
        maxSkippedStepsInARow);
  }

  public Jobs steps(long other) {
    return new Jobs(
        model,
        batch,
        other,
        optimizer,
        learningRate,
        schedule,
        clipping,
        normalization,
        lastWindow,
        precision,
        maxSkippedStepsInARow);
  }

  public Jobs with(OptimizerSpec other, double rate) {
    return new Jobs(
        model,
        batch,
        optimizerSteps,
        other,
        rate,
        schedule,
        clipping,
        normalization,
        lastWindow,
        precision,
        maxSkippedStepsInARow);
  }

  public Jobs with(ScheduleSpec other) {
    return new Jobs(
        model,
        batch,
        optimizerSteps,
        optimizer,
        learningRate,
        other,
        clipping,
        normalization,
        lastWindow,
        precision,
        maxSkippedStepsInARow);
  }

  public Jobs with(ClippingSpec other) {
    return new Jobs(
        model,
        batch,
        optimizerSteps,
        optimizer,
        learningRate,
        schedule,
        other,
        normalization,
        lastWindow,
        precision,
        maxSkippedStepsInARow);
  }

  public Jobs with(LossNormalization other) {
    return new Jobs(
        model,
        batch,
        optimizerSteps,
        optimizer,
        learningRate,
        schedule,
        clipping,
        other,
        lastWindow,
        precision,
        maxSkippedStepsInARow);
  }

  public Jobs with(Precision other) {
    return new Jobs(
        model,
        batch,
        optimizerSteps,
        optimizer,
        learningRate,
        schedule,
        clipping,
        normalization,
        lastWindow,
        other,
        maxSkippedStepsInARow);
  }

  /// The whole spec.
  public JobSpec spec() {
    TrainingSpec training =
        new TrainingSpec(
            batch,
            null,
            optimizerSteps,
            optimizer,
            learningRate,
            schedule,
            null,
            clipping,
            42,
            normalization,
            lastWindow,
            BatchNormMomentum.ADJUSTED,
            precision,
            maxSkippedStepsInARow);
    return new JobSpec(
        JobSpec.API_VERSION,
        "test",
        "research",
        model,
        new DataSpec("mnist", "train", "test"),
        training,
        new CheckpointSpec(10, 2),
        new RetrySpec(0));
  }
}
