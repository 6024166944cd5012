package dev.accrue.api.fleet;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// How a worker's devices were over a time.
///
/// @param bucketSeconds what each sample is the average of
/// @param devices by ordinal
public record TelemetryView(
    UUID workerId, Instant from, Instant to, long bucketSeconds, List<Series> devices) {

  /// One device.
  ///
  /// @param samples the oldest first; there is none where the worker was silent
  public record Series(int ordinal, List<TelemetrySample> samples) {}
}
