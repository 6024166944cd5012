package dev.accrue.scheduling.plan;

import java.util.List;
import java.util.PriorityQueue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All jobs with one need, and what this plan already found out about it. As what is free only
/// shrinks during a plan, what was sought in vain once is not sought again.
final class Shape {

  final Need need;
  final Site site;
  final long charge;

  private final boolean possible;

  boolean noRoom;
  boolean noBackfill;
  boolean noReclaim;
  boolean noReservation;

  /// Where room could be made, cheapest first; null before anybody asked.
  @Nullable PriorityQueue<Eviction> evictions;

  private @Nullable Wait wait;

  Shape(Need need, Site site) {
    this.need = need;
    this.site = site;
    this.charge = site.charge(need);
    this.possible = site.largest(need) >= need.devices();
  }

  boolean isPossible() {
    return possible;
  }

  List<Pool> poolsOf(UUID workerId) {
    return site.pools.stream().filter(pool -> pool.worker.id().equals(workerId)).toList();
  }

  /// Why its jobs wait that got nothing; to be asked for at the end.
  Wait waitAtTheEnd() {
    if (wait == null) {
      int hole = 0;
      for (Pool pool : site.pools) {
        hole = Math.max(hole, pool.countFittingNow(need));
      }
      wait =
          hole >= need.devices() ? new Wait.KeptForOthers(need, hole) : new Wait.NoRoom(need, hole);
    }
    return wait;
  }
}
