package dev.accrue.training.loop;

/// What a sample's target counts in a task's denominator: its elements that are not masked, or
/// where classes have weights the weight of its class. The sum over a window's samples is what the
/// window's sum of losses is divided by. Asked for on the loader's thread, ahead of training.
@FunctionalInterface
public interface Denominator {

  /// What this sample adds; 0 where its target is masked.
  double of(int sample);
}
