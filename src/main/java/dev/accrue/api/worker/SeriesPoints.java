package dev.accrue.api.worker;

import java.util.List;

/// Points of one series, as columns of equal length.
///
/// @param name such as `train/loss`
/// @param values NaN and infinities are allowed, in JSON as the strings `NaN`, `Infinity`,
///   `-Infinity`
/// @param atMillis wall time of the trainer, milliseconds since 1970
public record SeriesPoints(
    String name,
    List<Long> optimizerSteps,
    List<Double> values,
    List<Long> samplesSeen,
    List<Long> atMillis) {}
