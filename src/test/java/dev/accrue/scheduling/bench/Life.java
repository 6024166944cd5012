package dev.accrue.scheduling.bench;

import org.jspecify.annotations.Nullable;

/// One job of a trace while it is simulated.
final class Life {

  final Trace.Job job;

  /// When it arrived; -1 before.
  long arrivedMillis = -1;

  /// Since when it waits, or waited last.
  long queuedMillis;

  long waitedMillis;

  /// Training that a checkpoint holds.
  long savedMillis;

  /// How often it was placed.
  int attempts;

  /// How often it ended: a simulation is wrong where this is not 1 at its end.
  int endings;

  @Nullable Attempt running;

  Life(Trace.Job job) {
    this.job = job;
  }

  boolean started() {
    return attempts > 0;
  }

  long remainingMillis() {
    return job.workMillis() - savedMillis;
  }
}
