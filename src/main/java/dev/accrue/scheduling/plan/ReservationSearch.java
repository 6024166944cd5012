package dev.accrue.scheduling.plan;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Looks for the devices that a job gets soonest if nobody else comes.
final class ReservationSearch {

  /// Devices, and when they will all be free: [Moments#NEVER] when nobody knows.
  record Found(Spot spot, long from, int readyNow, int known) {

    /// Where nobody knows, the place where most is free already: what is kept there only grows.
    private static final Comparator<Found> SOONEST_FIRST =
        Comparator.comparingLong(Found::from)
            .thenComparing(Comparator.comparingInt(Found::readyNow).reversed())
            .thenComparing(Comparator.comparingInt(Found::known).reversed())
            .thenComparingInt(it -> it.spot().pool().index);
  }

  private record Ready(int device, long from) {
    private static final Comparator<Ready> SOONEST_FIRST =
        Comparator.comparingLong(Ready::from).thenComparingInt(Ready::device);
  }

  private ReservationSearch() {}

  static @Nullable Found search(Shape shape, long now) {
    Found best = null;
    for (Pool pool : shape.site.pools) {
      Found found = search(pool, shape.need, now);
      if (found != null && (best == null || Found.SOONEST_FIRST.compare(found, best) < 0)) {
        best = found;
      }
    }
    return best;
  }

  private static @Nullable Found search(Pool pool, Need need, long now) {
    Ready[] ready = new Ready[pool.size()];
    int count = 0;
    for (int device = 0; device < pool.size(); device++) {
      if (!pool.isKept(device) && pool.isCapable(device, need)) {
        ready[count++] = new Ready(device, readyFrom(pool, device, need, now));
      }
    }
    if (count < need.devices()) {
      return null;
    }
    Arrays.sort(ready, 0, count, Ready.SOONEST_FIRST);
    Ready[] taken = Arrays.copyOf(ready, need.devices());
    return new Found(
        new Spot(pool, Arrays.stream(taken).mapToInt(Ready::device).toArray()),
        taken[taken.length - 1].from(),
        (int) Arrays.stream(taken).filter(it -> it.from() <= now).count(),
        (int) Arrays.stream(taken).filter(it -> it.from() != Moments.NEVER).count());
  }

  private static long readyFrom(Pool pool, int device, Need need, long now) {
    long free = pool.laterFree[device];
    int held = pool.laterHeld[device];
    if (Pool.fits(free, held, need)) {
      return now;
    }
    for (Holder holder : pool.byEnd()) {
      if (holder.endsAt == Moments.NEVER) {
        break;
      }
      if (!holder.leaving && holder.holds(device)) {
        free += holder.bytesOf(device);
        held--;
        if (Pool.fits(free, held, need)) {
          return Math.max(now, holder.endsAt);
        }
      }
    }
    return Moments.NEVER;
  }
}
