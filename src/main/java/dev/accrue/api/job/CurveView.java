package dev.accrue.api.job;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A curve of a job across its attempts, in buckets of points: columns of equal length, in the
/// order of optimizer steps. A short curve has a bucket for each point. Every point is in one
/// bucket, so no extreme is lost, however long the curve.
///
/// @param points those in all buckets
/// @param firstOptimizerSteps of each bucket's first point
/// @param optimizerSteps of each bucket's last point, as are `samplesSeen`, `atMillis` and `values`
/// @param values may hold the strings `NaN`, `Infinity` and `-Infinity`
/// @param counts points in each bucket
/// @param means of each bucket's finite values, as are `minimums` and `maximums`; null without one
/// @param nanCounts values that are NaN; they enter no mean and no extreme, as infinities do not
/// @param infinityCounts values that are infinite
/// @param minusInfinityCounts values that are minus infinite
public record CurveView(
    UUID jobId,
    String name,
    long points,
    List<Long> firstOptimizerSteps,
    List<Long> optimizerSteps,
    List<Long> samplesSeen,
    List<Long> atMillis,
    List<Double> values,
    List<Integer> counts,
    List<@Nullable Double> means,
    List<@Nullable Double> minimums,
    List<@Nullable Double> maximums,
    List<Integer> nanCounts,
    List<Integer> infinityCounts,
    List<Integer> minusInfinityCounts) {}
