package dev.accrue.scheduling.plan;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Starts jobs one after the other on paper, each where and when its devices are free first, under
/// one view of how long everything takes. Limits are like devices: things that are free or not. A
/// part of a device takes the device for its part of the time.
final class Forecast {

  /// How long things take.
  enum View {
    /// Everything takes less than expected, and what nobody knows could end at any time.
    OPTIMISTIC,
    EXPECTED,
    /// Everything takes longer than expected, and what nobody knows goes on for ever.
    PESSIMISTIC
  }

  /// @param at [Moments#NEVER] when it may never be
  record Start(long at, boolean guess) {}

  /// A limit above this is as good as none.
  private static final int MOST_COUNTED = 100_000;

  private final Policy policy;
  private final View view;
  private final long now;
  private final Fleet fleet;
  private final Map<UUID, Team> teams = new HashMap<>();
  private final @Nullable Timetable[] pools;
  private final Map<Object, Timetable> limits = new HashMap<>();

  /// What stands for a limit of a team, or of one of its users.
  private record Limit(UUID team, String what, @Nullable UUID user) {}

  Forecast(Cluster cluster, Policy policy, Fleet fleet, View view) {
    this.policy = policy;
    this.view = view;
    this.now = Moments.of(cluster.now());
    this.fleet = fleet;
    this.pools = new Timetable[fleet.countPools()];
    cluster.teams().forEach(team -> teams.put(team.id(), team));
    cluster.running().stream().sorted(Comparator.comparing(RunningAttempt::id)).forEach(this::run);
    Arrays.stream(pools).filter(Objects::nonNull).forEach(Timetable::sort);
  }

  private void run(RunningAttempt attempt) {
    Duration left =
        attempt.preempting()
            ? Duration.ZERO
            : attempt.expectedEnd() == null
                ? null
                : Duration.ofMillis(Math.max(0, Moments.of(attempt.expectedEnd()) - now));
    long length = length(left);
    boolean guess = left == null;
    for (DeviceShare share : attempt.devices()) {
      Fleet.Slot slot = fleet.find(share.deviceId());
      if (slot != null) {
        Pool pool = slot.pool();
        double part =
            Charge.devices(
                Charge.of(share.memoryBytes(), pool.devices.get(slot.device()).memoryBytes()));
        timetable(pool).extend(slot.device(), after(0, length, part), guess);
      }
    }
    takeLimits(
        team(attempt.teamId()),
        attempt.userId(),
        attempt.devices().size(),
        after(now, length, 1),
        guess);
  }

  /// Starts a job.
  Start start(WaitingJob job, Need need, Site site) {
    Team team = team(job.teamId());
    Pool pool = soonest(need, site);
    Timetable timetable = timetable(pool);
    int count = need.devices();
    long at = timetable.earliest(count);
    boolean guess = timetable.isGuess(count);
    for (Limited limited : limits(team, job.userId(), count)) {
      at = Math.max(at, limited.timetable().earliest(limited.count()));
      guess |= limited.timetable().isGuess(limited.count());
    }
    if (at != Moments.NEVER) {
      long length = length(job.expectedRemaining());
      boolean unknown = guess || job.expectedRemaining() == null;
      double part = Charge.devices(site.charge(need)) / count;
      timetable.take(count, after(at, length, part), unknown);
      takeLimits(team, job.userId(), count, after(at, length, 1), unknown);
    }
    return new Start(at, guess && at > now);
  }

  private Pool soonest(Need need, Site site) {
    Pool best = null;
    long earliest = 0;
    for (Pool pool : site.pools) {
      if (pool.countCapable(need) >= need.devices()) {
        long at = timetable(pool).earliest(need.devices());
        if (best == null || at < earliest) {
          best = pool;
          earliest = at;
        }
      }
    }
    if (best == null) {
      throw new IllegalArgumentException("no worker has " + need);
    }
    return best;
  }

  private Timetable timetable(Pool pool) {
    Timetable timetable = pools[pool.index];
    if (timetable == null) {
      timetable = new Timetable(pool.size(), now);
      pools[pool.index] = timetable;
    }
    return timetable;
  }

  private Team team(UUID id) {
    Team team = teams.get(id);
    if (team == null) {
      throw new IllegalArgumentException("team %s is not part of the cluster".formatted(id));
    }
    return team;
  }

  /// So much of something that is limited.
  private record Limited(Timetable timetable, int count) {}

  private List<Limited> limits(Team team, UUID user, int devices) {
    if (team.deviceLimit() == null
        && team.runningJobsLimit() == null
        && team.runningJobsPerUserLimit() == null) {
      return List.of();
    }
    return Stream.of(
            limited(team.deviceLimit(), new Limit(team.id(), "devices", null), devices),
            limited(team.runningJobsLimit(), new Limit(team.id(), "jobs", null), 1),
            limited(team.runningJobsPerUserLimit(), new Limit(team.id(), "jobs", user), 1))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Limited> limited(@Nullable Integer most, Limit limit, int count) {
    return Optional.ofNullable(most)
        .map(it ->
            new Limited(
                limits.computeIfAbsent(limit, _ -> new Timetable(Math.min(it, MOST_COUNTED), now)),
                count));
  }

  private void takeLimits(Team team, UUID user, int devices, long until, boolean guess) {
    limits(team, user, devices).forEach(it -> it.timetable().take(it.count(), until, guess));
  }

  private long length(@Nullable Duration duration) {
    return switch (view) {
      case OPTIMISTIC ->
          duration == null ? 0 : (long) (millis(duration) * (1 - policy.durationError()));
      case EXPECTED -> millis(duration == null ? policy.assumedDuration() : duration);
      case PESSIMISTIC ->
          duration == null
              ? Moments.NEVER
              : (long) (millis(duration) * (1 + policy.durationError()));
    };
  }

  private static long millis(Duration duration) {
    return duration.isPositive() ? Moments.millis(duration) : 0;
  }

  private static long after(long from, long length, double part) {
    return length == Moments.NEVER ? Moments.NEVER : from + (long) (length * part);
  }
}
