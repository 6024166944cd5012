package dev.accrue.training.loop;

import dev.accrue.api.spec.LearningRateScalingSpec;
import dev.accrue.api.spec.ScheduleSpec;
import dev.accrue.api.spec.TrainingSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The learning rate of each applied update, as a function of its number alone, so that a resumed
/// job goes on where it was; `StrictMath` makes it the same on every machine. With W warm-up
/// updates, a job of T updates, and `s = t - W` and `S = T
/// - W`, update t (the first is 0) has the scaled learning rate times
///
/// - `(t + 1) / W` while `t < W`: `torch.optim.lr_scheduler.LinearLR` with `start_factor=1/W` and
///   `total_iters=W-1`, before the schedule in a `SequentialLR`;
/// - `constant`: 1;
/// - `cosine`, f being `finalFactor`: `f + (1 - f) (1 + cos(pi s / S)) / 2`, the closed form of
///   `CosineAnnealingLR` (Loshchilov and Hutter, SGDR, 2017) with `T_max=S`;
/// - `linear`: `1 + (f - 1) s / S`, `LinearLR` with `end_factor=f` and `total_iters=S`;
/// - `step`: `factor^floor(s / everyOptimizerSteps)`, `StepLR`;
/// - `one-cycle`: `OneCycleLR` (Smith and Topin, Super-Convergence, 2019) with `total_steps=T`, two
///   phases and cosine annealing.
///
/// With `learningRateScaling` the learning rate is meant for batches of `referenceBatch`, and that
/// of an update is scaled by what its window is configured to have, so that it follows the stages
/// of `batch.effective`; a smaller last window of an epoch changes nothing.
///
/// See https://docs.pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate.
///
/// @param peak the learning rate that the schedule's factors apply to, for the reference batch
/// @param scaling null for none
/// @param updates T
record LearningRate(
    double peak, ScheduleSpec schedule, @Nullable LearningRateScalingSpec scaling, long updates) {

  LearningRate {
    if (updates < 1) {
      throw new IllegalArgumentException("a job of %d updates".formatted(updates));
    }
  }

  static LearningRate of(TrainingSpec spec, long totalOptimizerSteps) {
    return new LearningRate(
        spec.learningRate(),
        Objects.requireNonNullElse(spec.schedule(), new ScheduleSpec.ConstantSchedule(0)),
        spec.learningRateScaling(),
        totalOptimizerSteps);
  }

  /// @param update applied updates before this one
  /// @param effective samples of its window, as configured
  double at(long update, int effective) {
    return peak * LearningRateScalingSpec.factor(scaling, effective) * factor(update);
  }

  private double factor(long update) {
    long warmup = schedule.warmupOptimizerSteps();
    if (update < warmup) {
      return (update + 1) / (double) warmup;
    }
    long since = update - warmup;
    double share = since / (double) Math.max(1, updates - warmup);
    return switch (schedule) {
      case ScheduleSpec.ConstantSchedule _ -> 1;
      case ScheduleSpec.CosineSchedule cosine -> anneal(1, cosine.finalFactor(), share);
      case ScheduleSpec.LinearSchedule linear -> 1 + (linear.finalFactor() - 1) * share;
      case ScheduleSpec.StepSchedule step -> {
        long times = since / step.everyOptimizerSteps();
        yield StrictMath.pow(step.factor(), (double) times);
      }
      case ScheduleSpec.OneCycleSchedule cycle -> oneCycle(cycle, update);
    };
  }

  /// PyTorch puts the top at `pctStart T - 1`, which need not be a whole number, and the end at the
  /// last update.
  private double oneCycle(ScheduleSpec.OneCycleSchedule cycle, long update) {
    double first = 1 / cycle.divFactor();
    double last = first / cycle.finalDivFactor();
    double top = cycle.pctStart() * updates - 1;
    if (update <= top) {
      return top == 0 ? 1 : anneal(first, 1, update / top);
    }
    return anneal(1, last, (update - top) / (updates - 1 - top));
  }

  /// Half a cosine from one value to another.
  private static double anneal(double from, double to, double share) {
    return to + (from - to) * (1 + StrictMath.cos(Math.PI * share)) / 2;
  }
}
