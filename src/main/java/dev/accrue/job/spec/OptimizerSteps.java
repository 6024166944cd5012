package dev.accrue.job.spec;

import dev.accrue.api.spec.BatchSpec;
import dev.accrue.api.spec.BatchStage;
import dev.accrue.api.spec.LastWindow;
import java.util.List;

/// Counts the windows of some epochs without planning each: stage by stage, and in a stage the rest
/// of the epoch in which it begins, then whole epochs at once. Agrees with the trainer's
/// `WindowPlan`. A partial window at the end of an epoch is one more step with `step`, none with
/// `drop`; with `carry` only the last epoch can have one.
final class OptimizerSteps {

  private final LastWindow lastWindow;
  private final int epochs;
  private final long samples;
  private int epoch;
  private long offset;
  private long counted;

  private OptimizerSteps(LastWindow lastWindow, int epochs, long samples) {
    this.lastWindow = lastWindow;
    this.epochs = epochs;
    this.samples = samples;
  }

  /// @param samples of an epoch, at least 1
  static long of(BatchSpec batch, LastWindow lastWindow, int epochs, long samples) {
    OptimizerSteps steps = new OptimizerSteps(lastWindow, epochs, samples);
    List<BatchStage> stages = batch.stages();
    for (int index = 0; index < stages.size() && steps.epoch < epochs; index++) {
      boolean last = index == stages.size() - 1;
      long end = last ? Long.MAX_VALUE : stages.get(index + 1).fromOptimizerStep();
      long windows = end - stages.get(index).fromOptimizerStep();
      steps.stage(stages.get(index).effective(), windows);
    }
    return steps.counted;
  }

  /// Counts the windows of a stage, at most so many.
  private void stage(long effective, long most) {
    if (lastWindow == LastWindow.CARRY) {
      carry(effective, most);
      return;
    }
    long rest = windows(samples - offset, effective);
    if (most <= rest) {
      take(most, effective);
      return;
    }
    endEpochs(1, rest);
    long perEpoch = windows(samples, effective);
    if (perEpoch == 0) { // everything is dropped
      epoch = epochs;
      return;
    }
    // What is left after the stage's last window may do for one of the next stage.
    long whole = Math.min(epochs - epoch, (most - rest - 1) / perEpoch);
    endEpochs(whole, whole * perEpoch);
    if (epoch < epochs) {
      take(most - rest - whole * perEpoch, effective);
    }
  }

  private void endEpochs(long ended, long windows) {
    counted += windows;
    epoch += (int) ended;
    offset = 0;
  }

  /// Epochs follow each other without a gap.
  private void carry(long effective, long most) {
    long left = (epochs - epoch) * samples - offset;
    long all = Math.ceilDiv(left, effective);
    if (most >= all) {
      counted += all;
      epoch = epochs;
      return;
    }
    counted += most;
    long place = epoch * samples + offset + most * effective;
    epoch = (int) (place / samples);
    offset = place % samples;
  }

  /// Windows of one epoch, the last of which may be partial.
  private void take(long windows, long effective) {
    counted += windows;
    offset = Math.min(samples, offset + windows * effective);
  }

  private long windows(long left, long effective) {
    return lastWindow == LastWindow.DROP ? left / effective : Math.ceilDiv(left, effective);
  }
}
