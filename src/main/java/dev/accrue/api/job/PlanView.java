package dev.accrue.api.job;

import dev.accrue.api.spec.JobSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a spec would come to if it were submitted now.
///
/// @param spec with every default filled in
/// @param samples of the training split
/// @param epochs passes over the training split, not always whole
/// @param stages one for each effective batch size
/// @param peakMemoryBytes what the trainer of the team's newest finished job of the same work had
///   resident at most; null when there was none
/// @param expectedSeconds of training, by the time that a step took in that job; null likewise
/// @param queue its place; null when the queue is too long to look at for a plan
public record PlanView(
    JobSpec spec,
    long samples,
    long totalOptimizerSteps,
    double epochs,
    List<Stage> stages,
    @Nullable Long peakMemoryBytes,
    @Nullable Double expectedSeconds,
    @Nullable Place queue) {

  public PlanView {
    stages = List.copyOf(stages);
  }

  /// How one window is split.
  ///
  /// @param microBatches forwards and backwards before the optimizer step
  /// @param lastMicroBatch samples of the last one
  public record Window(long samples, long microBatches, long lastMicroBatch) {}

  /// A stretch with one effective batch size.
  ///
  /// @param fullWindowsPerEpoch in an epoch that begins with one
  /// @param windowsPerEpoch an average where windows span epochs
  /// @param partialWindow what is left at an epoch's end, or of the whole run where windows span
  ///   epochs; null when nothing is
  /// @param even whether every micro-batch of every window has the same size
  /// @param learningRate after scaling; warm-up and schedule multiply it
  /// @param batchNormMomentum what a momentum of 0.1, the one of the built-in models, is in each
  ///   micro-batch of a full window; null when statistics are frozen
  public record Stage(
      long fromOptimizerStep,
      Window window,
      long fullWindowsPerEpoch,
      double windowsPerEpoch,
      @Nullable Window partialWindow,
      long samplesDroppedPerEpoch,
      boolean even,
      double learningRate,
      @Nullable Double batchNormMomentum) {}

  /// A place in the queue.
  ///
  /// @param ahead jobs of the same team that would come before it
  /// @param waiting why it would wait; null when it would start at once
  public record Place(long ahead, @Nullable WaitView waiting) {}
}
