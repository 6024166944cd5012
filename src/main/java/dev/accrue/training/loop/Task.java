package dev.accrue.training.loop;

import dev.accrue.training.torch.TaskLoss;

/// One of the things that a job learns.
///
/// @param name in series; empty for the only task of a job that lists none
/// @param weight factor of its loss in the sum; the loss knows it too
record Task(String name, double weight, TaskLoss loss, Denominator denominator) {

  /// What a measure of this task is called in a curve.
  String series(String measure) {
    return name.isEmpty() ? measure : name + "/" + measure;
  }
}
