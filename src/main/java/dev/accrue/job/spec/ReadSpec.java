package dev.accrue.job.spec;

import dev.accrue.api.spec.JobSpec;

/// A spec that can be trained.
///
/// @param totalOptimizerSteps windows of all epochs, or the steps that were asked for
public record ReadSpec(JobSpec spec, long totalOptimizerSteps) {}
