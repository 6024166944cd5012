package dev.accrue.training.torch;

import ai.djl.ndarray.NDArray;

/// The loss of one task, and what is measured beside it. Sums over the elements of a micro-batch
/// are divided by a denominator that the caller knows: the window's own makes the accumulated
/// gradient that of the whole window. A masked element adds nothing to any sum.
public interface TaskLoss extends AutoCloseable {

  /// Runs backward from `weight sum / denominator`, which adds to the parameters' gradients, and
  /// adds `sum / denominator` to the window's loss.
  void backward(NDArray output, NDArray target, double denominator);

  /// The same without the backward.
  ///
  /// @return `weight sum / denominator`, a scalar that remembers how it came about
  NDArray weighted(NDArray output, NDArray target, double denominator);

  /// The loss that was added up since this was last asked, without the weight.
  double takeWindowLoss();

  /// What one batch adds to a validation, without a backward; sums of several batches are added
  /// element by element and go to `results` once.
  double[] measure(NDArray output, NDArray target);

  /// What a whole validation comes to: `loss`, and the task's metrics by name.
  java.util.Map<String, Double> results(double[] sums);

  /// Whether it couples the samples of a batch, so that it is not the sum of its micro-batches'
  /// losses.
  default boolean couplesSamples() {
    return false;
  }

  @Override
  void close();
}
