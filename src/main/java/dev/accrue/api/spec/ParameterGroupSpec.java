package dev.accrue.api.spec;

import org.jspecify.annotations.Nullable;

/// Parameters that are updated in their own way. A parameter belongs to the first group that
/// matches its name, or to none.
///
/// @param match a pattern over whole names, in which `*` stands for any characters
/// @param learningRateFactor what the schedule's learning rate is multiplied by
/// @param weightDecay null for the optimizer's
public record ParameterGroupSpec(
    String match, double learningRateFactor, @Nullable Double weightDecay) {}
