package dev.accrue.api.spec;

/// An exponential moving average of the weights, updated once per applied update: `e = decay e + (1
/// - decay) w`. Validation measures it, and checkpoints hold it beside the weights.
///
/// @param decay such as 0.999
public record EmaSpec(double decay) {}
