package dev.accrue.api.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of several things that a job learns.
///
/// @param name of the task in series, such as `train/digit/loss`
/// @param target name of the column or array to predict; null for the data set's own
/// @param weight factor of the task's loss in the sum
/// @param loss null for the one that fits the target
/// @param head layers between the trunk's output and the task's; null for one linear layer of as
///   many outputs as the target needs. Without a trunk it is a model of its own
/// @param metrics null for those that fit the loss
public record TaskSpec(
    String name,
    @Nullable String target,
    double weight,
    @Nullable LossSpec loss,
    @Nullable ModelSpec head,
    @Nullable List<Metric> metrics) {
  public TaskSpec {
    metrics = metrics == null ? null : List.copyOf(metrics);
  }
}
