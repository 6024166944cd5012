package dev.accrue.scheduling.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks for attempts that have to leave so that a job fits, and never for one more than that.
///
/// A job takes back what its team is guaranteed from teams that hold more than they are, as long as
/// they do. Within a team, it takes from jobs with a strictly lower priority. Neither can be turned
/// round by the victim, so preemptions come to rest.
final class EvictionSearch {

  private final Need need;
  private final @Nullable TeamState team;

  /// The victims' priority has to be lower; null to take from borrowers of other teams.
  private final @Nullable Integer ownPriority;

  private final long mustRelease;
  private final int mustEnd;

  private EvictionSearch(
      Need need,
      @Nullable TeamState team,
      @Nullable Integer ownPriority,
      long mustRelease,
      int mustEnd) {
    this.need = need;
    this.team = team;
    this.ownPriority = ownPriority;
    this.mustRelease = mustRelease;
    this.mustEnd = mustEnd;
  }

  static EvictionSearch ofBorrowers(Need need) {
    return new EvictionSearch(need, null, null, 0, 0);
  }

  /// @param mustRelease what has to leave in order that the team's limit holds
  /// @param mustEnd how many of its jobs have to
  static EvictionSearch ofOwn(
      Need need, TeamState team, int priority, long mustRelease, int mustEnd) {
    return new EvictionSearch(need, team, priority, mustRelease, mustEnd);
  }

  /// Finds the cheapest on a worker.
  ///
  /// @return null where enough cannot leave
  @Nullable Eviction search(Pool pool) {
    if (!mayDo(pool)) {
      return null;
    }
    List<Holder> victims = new ArrayList<>();
    while (!isEnough(pool, victims)) {
      List<Holder> more =
          countFitting(pool, victims) < need.devices()
              ? cheapestForOneMoreDevice(pool, victims)
              : cheapest(pool, victims);
      if (more.isEmpty()) {
        return null;
      }
      victims.addAll(more);
    }
    dropSuperfluous(pool, victims);
    return new Eviction(spot(pool, victims), List.copyOf(victims));
  }

  /// A quick look: whether there are enough devices that are free or might be freed.
  private boolean mayDo(Pool pool) {
    if (pool.size() < need.devices()) {
      return false;
    }
    // Bits are shared from the 64th device on, which lets a quick look be too hopeful, never too
    // shy.
    long freeable = 0;
    for (Holder candidate : pool.victims()) {
      if (mayEvict(candidate, List.of(), List.of())) {
        for (int device : candidate.devices) {
          freeable |= 1L << device;
        }
      }
    }
    int count = 0;
    for (int device = 0; device < pool.size(); device++) {
      boolean isFreeable = (freeable & (1L << device)) != 0 && pool.isCapable(device, need);
      if (!pool.isKept(device) && (isFreeable || pool.fitsLater(device, need))) {
        count++;
      }
    }
    return count >= need.devices();
  }

  private boolean isEnough(Pool pool, List<Holder> victims) {
    long released = 0;
    for (Holder victim : victims) {
      released += victim.charge;
    }
    return released >= mustRelease
        && victims.size() >= mustEnd
        && countFitting(pool, victims) >= need.devices();
  }

  private int countFitting(Pool pool, List<Holder> victims) {
    int count = 0;
    for (int device = 0; device < pool.size(); device++) {
      count += fits(pool, device, victims, List.of()) ? 1 : 0;
    }
    return count;
  }

  private boolean fits(Pool pool, int device, List<Holder> some, List<Holder> others) {
    if (pool.isKept(device)) {
      return false;
    }
    long free = pool.laterFree[device];
    int held = pool.laterHeld[device];
    if (some.isEmpty() && others.isEmpty()) {
      return Pool.fits(free, held, need);
    }
    for (int i = 0; i < some.size() + others.size(); i++) {
      Holder victim = i < some.size() ? some.get(i) : others.get(i - some.size());
      if (victim.holds(device)) {
        free += victim.bytesOf(device);
        held--;
      }
    }
    return Pool.fits(free, held, need);
  }

  private List<Holder> cheapestForOneMoreDevice(Pool pool, List<Holder> victims) {
    Eviction best = null;
    for (int device = 0; device < pool.size(); device++) {
      if (!pool.isKept(device)
          && pool.isCapable(device, need)
          && !fits(pool, device, victims, List.of())) {
        List<Holder> more = toFree(pool, device, victims);
        if (!more.isEmpty()) {
          Eviction eviction = new Eviction(new Spot(pool, new int[] {device}), more);
          if (best == null || Eviction.CHEAPEST_FIRST.compare(eviction, best) < 0) {
            best = eviction;
          }
        }
      }
    }
    return best == null ? List.of() : best.victims;
  }

  /// @return empty where the device cannot be freed
  private List<Holder> toFree(Pool pool, int device, List<Holder> victims) {
    List<Holder> more = new ArrayList<>();
    for (Holder candidate : pool.victims()) {
      if (candidate.holds(device) && mayEvict(candidate, victims, more)) {
        more.add(candidate);
        if (fits(pool, device, victims, more)) {
          return more;
        }
      }
    }
    return List.of();
  }

  private List<Holder> cheapest(Pool pool, List<Holder> victims) {
    for (Holder candidate : pool.victims()) {
      if (mayEvict(candidate, victims, List.of())) {
        return List.of(candidate);
      }
    }
    return List.of();
  }

  private boolean mayEvict(Holder candidate, List<Holder> victims, List<Holder> more) {
    if (candidate.leaving || victims.contains(candidate)) {
      return false;
    }
    if (ownPriority != null) {
      return candidate.team == team && candidate.victim().priority() < ownPriority;
    }
    return candidate.team.isBorrowing(
        released(candidate.team, victims) + released(candidate.team, more));
  }

  private static long released(TeamState team, List<Holder> victims) {
    long released = 0;
    for (Holder victim : victims) {
      released += victim.team == team ? victim.charge : 0;
    }
    return released;
  }

  /// Gives every victim its place back that is not needed after all, the dearest first.
  private void dropSuperfluous(Pool pool, List<Holder> victims) {
    for (Holder victim : victims.stream().sorted(Holder.CHEAPEST_FIRST.reversed()).toList()) {
      int index = victims.indexOf(victim);
      victims.remove(index);
      if (!isEnough(pool, victims)) {
        victims.add(index, victim);
      }
    }
  }

  private Spot spot(Pool pool, List<Holder> victims) {
    int[] devices = new int[need.devices()];
    int count = 0;
    for (int device = 0; device < pool.size() && count < devices.length; device++) {
      if (fits(pool, device, victims, List.of())) {
        devices[count++] = device;
      }
    }
    return new Spot(pool, devices);
  }
}
