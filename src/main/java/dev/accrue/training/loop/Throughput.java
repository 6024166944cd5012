package dev.accrue.training.loop;

import java.util.OptionalDouble;

/// Samples per second of training, averaged over about a second so that single windows do not make
/// it jump.
final class Throughput {

  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private long samples;
  private long startNanos = System.nanoTime();

  /// Counts samples; has a value about once a second.
  OptionalDouble count(int windowSamples) {
    samples += windowSamples;
    long elapsed = System.nanoTime() - startNanos;
    if (elapsed < INTERVAL_NANOS) {
      return OptionalDouble.empty();
    }
    double perSecond = samples * 1e9 / elapsed;
    restart();
    return OptionalDouble.of(perSecond);
  }

  /// Leaves out the time since the last value; for pauses such as a validation.
  void restart() {
    samples = 0;
    startNanos = System.nanoTime();
  }
}
