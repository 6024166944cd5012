package dev.accrue.training.loop;

import dev.accrue.api.spec.BatchSpec;
import org.jspecify.annotations.Nullable;

/// How many replicas train on one CPU side by side. Threads that share an operator wait for each
/// other at its end, which takes up to half of their time where operators are short; the
/// micro-batches of a window need nothing of each other.
///
/// The number depends on the spec, the threads and the size of micro-batches, and on no
/// measurement: gradients are added up in the order that it gives, so a resumed attempt has to
/// arrive at it again.
final class ReplicaCount {

  /// Of the samples that replicas could do in the time of a window, at most one in this many may be
  /// missing.
  private static final int MOST_LOST = 8;

  private ReplicaCount() {}

  /// The most replicas with equally many threads each that are busy for nearly all of each window.
  ///
  /// @param threads of the job
  /// @param micro samples of a micro-batch
  /// @param atMost so many; null for any number
  static int of(int threads, BatchSpec batch, int micro, @Nullable Integer atMost) {
    int most = atMost == null ? threads : Math.min(threads, atMost);
    for (int replicas = most; replicas > 1; replicas--) {
      if (threads % replicas == 0 && busy(replicas, batch, micro)) {
        return replicas;
      }
    }
    return 1;
  }

  private static boolean busy(int replicas, BatchSpec batch, int micro) {
    return batch.stages().stream()
        .allMatch(stage -> {
          int rounds = Math.ceilDiv(Math.ceilDiv(stage.effective(), micro), replicas);
          long room = (long) rounds * replicas * micro;
          return (room - stage.effective()) * MOST_LOST <= room;
        });
  }
}
