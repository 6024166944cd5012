package dev.accrue.training.loop;

import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/// Samples per second of training, averaged over about a second so that single windows do not make
/// it jump.
final class Throughput {

  private static final long INTERVAL_NANOS = 1_000_000_000L;

  private final LongSupplier nanos;
  private long samples;
  private long startNanos;
  private long pausedNanos;

  Throughput() {
    this(System::nanoTime);
  }

  /// By a clock as `System.nanoTime` is one.
  Throughput(LongSupplier nanos) {
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
  }

  /// Counts samples; has a value about once a second.
  OptionalDouble count(int windowSamples) {
    samples += windowSamples;
    long now = nanos.getAsLong();
    long elapsed = now - startNanos;
    if (elapsed < INTERVAL_NANOS) {
      return OptionalDouble.empty();
    }
    double perSecond = samples * 1e9 / elapsed;
    samples = 0;
    startNanos = now;
    return OptionalDouble.of(perSecond);
  }

  /// Leaves out the time until `resume`, such as that of a validation. What was counted is kept:
  /// epochs may be shorter than it takes to have a value.
  void pause() {
    pausedNanos = nanos.getAsLong();
  }

  void resume() {
    startNanos += nanos.getAsLong() - pausedNanos;
  }
}
