package dev.accrue.api.spec;

import org.jspecify.annotations.Nullable;

/// Bounds on a window's accumulated gradient; at least one is set. With both, values are clipped
/// before the norm.
///
/// @param norm the largest Euclidean norm of all gradients together, as `clip_grad_norm_`
/// @param value the largest absolute value of a gradient's element, as `clip_grad_value_`
public record ClippingSpec(@Nullable Double norm, @Nullable Double value) {}
