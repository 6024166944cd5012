package dev.accrue.scheduling.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/// Measures real time of this thread.
record Stopwatch(long beganNanos, long beganProcessorNanos) {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /// A span of time.
  ///
  /// @param processorNanos of it, while the thread ran
  record Time(long nanos, long processorNanos) {}

  static Stopwatch start() {
    return new Stopwatch(System.nanoTime(), THREADS.getCurrentThreadCpuTime());
  }

  Time read() {
    long processorNanos = THREADS.getCurrentThreadCpuTime() - beganProcessorNanos;
    return new Time(System.nanoTime() - beganNanos, processorNanos);
  }
}
