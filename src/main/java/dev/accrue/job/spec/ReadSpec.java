package dev.accrue.job.spec;

import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.worker.ModuleCheckTask.Target;
import java.util.List;

/// A spec that can be trained.
///
/// @param samples of the training split
/// @param totalOptimizerSteps windows of all epochs, or the steps that were asked for
/// @param targets what each task predicts, as far as its data set was looked into; empty where it
///   was not
public record ReadSpec(JobSpec spec, long samples, long totalOptimizerSteps, List<Target> targets) {

  public ReadSpec {
    targets = List.copyOf(targets);
  }
}
