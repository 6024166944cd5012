package dev.accrue.training.loop;

import dev.accrue.api.spec.LossNormalization;
import dev.accrue.api.spec.TrainingSpec;
import dev.accrue.training.torch.GradientNorm;
import dev.accrue.training.window.PlannedWindow;
import java.util.Optional;
import java.util.OptionalDouble;

/// Samples the norms that the gradient noise scale needs, from what accumulation has anyway: after
/// the first micro-batch of a window the gradients are that micro-batch's, and at its end they are
/// the window's, whose norm the optimizer computes in any case. Windows of one micro-batch tell
/// nothing. It changes no gradient and draws nothing, so weights do not depend on it; a resumed
/// attempt starts its smoothing anew.
final class BatchAdvisor {

  /// Rare enough to cost far below 1 % of the time: one norm over the gradients in so many windows.
  static final int DEFAULT_EVERY_OPTIMIZER_STEPS = 20;

  /// Below this many samples of the norms there is no verdict.
  private static final int ENOUGH = 10;

  private final GradientNorm norm;
  private final LossNormalization normalization;
  private final int everyOptimizerSteps;
  private final NoiseScale noise = new NoiseScale();
  private final SteadyAdvice steady = new SteadyAdvice();
  private double firstNorm = Double.NaN;

  BatchAdvisor(GradientNorm norm, TrainingSpec spec) {
    this.norm = norm;
    this.normalization = spec.lossNormalization();
    Integer every = spec.adviseEveryOptimizerSteps();
    this.everyOptimizerSteps = every == null ? DEFAULT_EVERY_OPTIMIZER_STEPS : every;
  }

  /// Whether this window is sampled.
  ///
  /// @param optimizerStep windows before it
  boolean samples(PlannedWindow window, long optimizerStep) {
    return everyOptimizerSteps > 0
        && optimizerStep % everyOptimizerSteps == 0
        && window.microBatches().size() > 1;
  }

  /// The gradients are those of the first micro-batch of a sampled window.
  void firstMicroBatchDone() {
    firstNorm = norm.measure();
  }

  /// A sampled window is complete.
  ///
  /// @param gradientNorm of the whole window, before clipping
  /// @return the noise scale in samples, where there is an estimate
  OptionalDouble windowDone(PlannedWindow window, double gradientNorm) {
    int small = window.microBatches().getFirst().samples();
    int large = window.samples();
    noise.add(firstNorm * ownMean(window, small), small, gradientNorm, large);
    return noise.value();
  }

  /// From the micro-batch's share of the window's gradient to the mean over its own samples.
  private double ownMean(PlannedWindow window, int small) {
    return switch (normalization) {
      case WINDOW -> window.samples() / (double) small;
      case MICRO_BATCH -> window.microBatches().size();
    };
  }

  /// A verdict that is new and steady, in one sentence.
  Optional<String> verdict(double noiseScale, int effective) {
    BatchAdvice advice = BatchAdvice.of(noiseScale, effective);
    if (noise.samples() < ENOUGH || !steady.isNews(advice)) {
      return Optional.empty();
    }
    return Optional.of(advice.sentence(noiseScale, effective));
  }
}
