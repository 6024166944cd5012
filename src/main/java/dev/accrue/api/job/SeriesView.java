package dev.accrue.api.job;

import java.util.List;

/// A job's curve across its attempts: one point for each optimizer step, in order. Columns of equal
/// length; `values` may hold the strings `NaN`, `Infinity` and `-Infinity`.
public record SeriesView(
    String name,
    List<Long> optimizerSteps,
    List<Double> values,
    List<Long> samplesSeen,
    List<Long> atMillis) {}
