package dev.accrue.scheduling.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Finds the cheapest preemption of all workers. What it costs to make room somewhere only grows
/// during a plan, but for pools where somebody was just told to leave; so the cheapest of earlier
/// answers is the cheapest still if it holds on a second look.
final class Reclaimer {

  private final Policy policy;
  private final List<Shape> searched = new ArrayList<>();

  Reclaimer(Policy policy) {
    this.policy = policy;
  }

  /// For a team that holds less than it is guaranteed, and so does not borrow itself.
  @Nullable Eviction fromBorrowers(Shape shape) {
    if (shape.noReclaim) {
      return null;
    }
    EvictionSearch search = EvictionSearch.ofBorrowers(shape.need);
    PriorityQueue<Eviction> evictions = evictions(shape, search);
    for (Eviction old = evictions.poll(); old != null; old = evictions.poll()) {
      Eviction eviction = search.search(old.spot.pool());
      if (eviction != null) {
        // Also when it is taken: the pool may have room for another.
        evictions.add(eviction);
        if (Eviction.CHEAPEST_FIRST.compare(eviction, old) <= 0) {
          return eviction;
        }
      }
    }
    shape.noReclaim = true;
    return null;
  }

  private PriorityQueue<Eviction> evictions(Shape shape, EvictionSearch search) {
    PriorityQueue<Eviction> evictions = shape.evictions;
    if (evictions == null) {
      evictions = new PriorityQueue<>(Eviction.CHEAPEST_FIRST);
      for (Pool pool : shape.site.pools) {
        Eviction eviction = search.search(pool);
        if (eviction != null) {
          evictions.add(eviction);
        }
      }
      shape.evictions = evictions;
      searched.add(shape);
    }
    return evictions;
  }

  /// Somebody was told to leave, which may have made more room than was asked for.
  void changed(Pool pool) {
    for (Shape shape : searched) {
      if (shape.site.contains(pool)) {
        Eviction eviction = EvictionSearch.ofBorrowers(shape.need).search(pool);
        if (eviction != null) {
          evictions(shape, EvictionSearch.ofBorrowers(shape.need)).add(eviction);
          shape.noReclaim = false;
        }
      }
    }
  }

  /// For the first job of a group, from jobs of the same team with a lower priority.
  @Nullable Eviction fromOwn(TeamState team, Group group) {
    int priority = group.head().priority();
    if (!policy.priorityPreemption() || group.noOwnVictims || !team.hasVictims(priority)) {
      return null;
    }
    Shape shape = group.shape;
    EvictionSearch search =
        EvictionSearch.ofOwn(
            shape.need, team, priority, team.excess(shape.charge), team.excessJobs());
    Eviction best =
        team.holders.stream()
            .filter(it -> it.isPreemptible() && it.victim().priority() < priority)
            .map(it -> it.pool)
            .filter(shape.site::contains)
            .distinct()
            .map(search::search)
            .filter(it -> it != null)
            .min(Eviction.CHEAPEST_FIRST)
            .orElse(null);
    group.noOwnVictims = best == null;
    if (best == null || team.excess(shape.charge) > 0 || team.excessJobs() > 0) {
      return best;
    }
    Spot leftover = RoomSearch.findLater(shape);
    return leftover == null ? best : new Eviction(leftover, List.of());
  }
}
