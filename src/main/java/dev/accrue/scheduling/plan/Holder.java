package dev.accrue.scheduling.plan;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Somebody who holds devices of a pool, or to whom they are promised.
final class Holder {

  /// The first loses its devices first: lowest priority, then least to do again, then youngest.
  static final Comparator<Holder> CHEAPEST_FIRST =
      Comparator.<Holder>comparingInt(it -> it.victim().priority())
          .thenComparingDouble(Holder::lostDeviceSeconds)
          .thenComparing(it -> it.victim().startedAt(), Comparator.reverseOrder())
          .thenComparing(it -> it.victim().id());

  final TeamState team;
  final Pool pool;
  final int[] devices;
  final long[] bytes;
  final long charge;

  /// In milliseconds, [Moments#NEVER] when nobody knows.
  final long endsAt;

  /// Null for what this plan itself gives or promises.
  private final @Nullable RunningAttempt attempt;

  private final boolean whole;
  private final double lostDeviceSeconds;

  /// Was told to stop, by this plan or an earlier one.
  boolean leaving;

  /// @param whole whether these are all devices of the attempt
  Holder(
      TeamState team,
      Pool pool,
      int[] devices,
      long[] bytes,
      long charge,
      long endsAt,
      @Nullable RunningAttempt attempt,
      boolean whole) {
    this.team = team;
    this.pool = pool;
    this.devices = devices;
    this.bytes = bytes;
    this.charge = charge;
    this.endsAt = endsAt;
    this.attempt = attempt;
    this.whole = whole;
    this.lostDeviceSeconds =
        attempt == null ? 0 : Moments.seconds(attempt.progressLost()) * attempt.devices().size();
    this.leaving = attempt != null && attempt.preempting();
  }

  boolean isPreemptible() {
    return attempt != null && attempt.preemptible() && whole && !leaving;
  }

  RunningAttempt victim() {
    if (attempt == null) {
      throw new IllegalStateException("nothing runs there yet");
    }
    return attempt;
  }

  double lostDeviceSeconds() {
    return lostDeviceSeconds;
  }

  boolean holds(int device) {
    return indexOf(device) >= 0;
  }

  /// What it holds of a device.
  long bytesOf(int device) {
    int index = indexOf(device);
    return index < 0 ? 0 : bytes[index];
  }

  private int indexOf(int device) {
    for (int i = 0; i < devices.length; i++) {
      if (devices[i] == device) {
        return i;
      }
    }
    return -1;
  }
}
