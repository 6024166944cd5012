package dev.accrue.job.spec;

import dev.accrue.api.job.PlanView;
import dev.accrue.api.job.PlanView.Window;
import dev.accrue.api.spec.Backward;
import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.BatchStage;
import dev.accrue.api.spec.LastWindow;
import dev.accrue.api.spec.LearningRateScalingSpec;
import dev.accrue.api.spec.TrainingSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The arithmetic of accumulation, stage by stage, for people. The web app's form does the same
/// while somebody types; a test compares the two.
public final class StagePlans {

  /// BatchNorm's momentum in the built-in models, as in PyTorch.
  private static final double BATCH_NORM_MOMENTUM = 0.1;

  private final TrainingSpec training;
  private final long samples;

  private StagePlans(TrainingSpec training, long samples) {
    this.training = training;
    this.samples = samples;
  }

  /// Plans each stage.
  ///
  /// @param samples of an epoch
  public static List<PlanView.Stage> of(TrainingSpec training, long samples) {
    StagePlans plans = new StagePlans(training, samples);
    return training.batch().stages().stream().map(plans::stage).toList();
  }

  /// Passes over the split in so many optimizer steps.
  public static double epochs(
      TrainingSpec training, List<PlanView.Stage> stages, long totalOptimizerSteps) {
    Integer epochs = training.epochs();
    if (epochs != null) {
      return epochs;
    }
    double passes = 0;
    for (int i = 0; i < stages.size(); i++) {
      PlanView.Stage stage = stages.get(i);
      long end =
          i + 1 < stages.size() ? stages.get(i + 1).fromOptimizerStep() : totalOptimizerSteps;
      passes += (end - stage.fromOptimizerStep()) / stage.windowsPerEpoch();
    }
    return passes;
  }

  private PlanView.Stage stage(BatchStage stage) {
    int effective = stage.effective();
    int micro = training.batch().micro();
    long full = samples / effective;
    long rest = samples % effective;
    Window window = window(effective, micro);
    long left = left(effective, rest);
    Window partial = left > 0 ? window(left, micro) : null;
    return new PlanView.Stage(
        stage.fromOptimizerStep(),
        window,
        full,
        windowsPerEpoch(effective),
        partial,
        training.lastWindow() == LastWindow.DROP ? rest : 0,
        isEven(window, micro) && (partial == null || isEven(partial, micro)),
        training.learningRate()
            * LearningRateScalingSpec.factor(training.learningRateScaling(), effective),
        batchNormMomentum(window.microBatches()));
  }

  private static Window window(long samples, long micro) {
    long microBatches = Math.ceilDiv(samples, micro);
    return new Window(samples, microBatches, samples - (microBatches - 1) * micro);
  }

  private static boolean isEven(Window window, long micro) {
    return window.lastMicroBatch() == micro || window.microBatches() == 1;
  }

  private double windowsPerEpoch(int effective) {
    return switch (training.lastWindow()) {
      case STEP -> Math.ceilDiv(samples, (long) effective);
      case DROP -> Math.floorDiv(samples, (long) effective);
      case CARRY -> samples / (double) effective;
    };
  }

  /// Samples of the window that is not full: of each epoch, or of the run where windows span
  /// epochs. With several stages nobody can tell the latter without planning every window.
  private long left(int effective, long rest) {
    Integer epochs = training.epochs();
    BatchSpec batch = training.batch();
    return switch (training.lastWindow()) {
      case STEP -> rest;
      case DROP -> 0;
      case CARRY -> epochs == null || batch.stages().size() > 1 ? 0 : epochs * samples % effective;
    };
  }

  private @Nullable Double batchNormMomentum(long microBatches) {
    List<?> tasks = training.tasks();
    boolean sequential = training.backward() == Backward.SEQUENTIAL;
    double forwards = tasks == null || !sequential ? 1 : tasks.size();
    return switch (training.batchNormMomentum()) {
      case FROZEN -> null;
      case AS_IS -> momentum(forwards);
      case ADJUSTED -> momentum(forwards * microBatches);
    };
  }

  private static double momentum(double forwards) {
    return 1 - StrictMath.pow(1 - BATCH_NORM_MOMENTUM, 1 / forwards);
  }
}
