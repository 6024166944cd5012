package dev.accrue.scheduling.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Guesses when waiting jobs start: lets all of them start in fair order, three times, with
/// durations that are shorter than expected, as expected, and longer. What is still to be submitted
/// is not foreseen, and nobody is preempted. It looks at every worker for every job, so it is for
/// now and then, and not for every plan.
public final class StartEstimator {

  private final Cluster cluster;
  private final Policy policy;
  private final Fleet fleet;
  private final Map<Need, Site> sites = new HashMap<>();

  private StartEstimator(Cluster cluster, Policy policy) {
    this.cluster = cluster;
    this.policy = policy;
    this.fleet = new Fleet(cluster.workers(), cluster.devices());
  }

  /// Guesses for each waiting job that can start at all.
  public static Map<UUID, StartEstimate> estimate(Cluster cluster, Policy policy) {
    return new StartEstimator(cluster, policy).estimate();
  }

  private Map<UUID, StartEstimate> estimate() {
    List<WaitingJob> order = fairOrder();
    List<Forecast.Start> optimistic = starts(order, Forecast.View.OPTIMISTIC);
    List<Forecast.Start> expected = starts(order, Forecast.View.EXPECTED);
    List<Forecast.Start> pessimistic = starts(order, Forecast.View.PESSIMISTIC);
    Map<UUID, StartEstimate> estimates = HashMap.newHashMap(order.size());
    for (int i = 0; i < order.size(); i++) {
      long guess = expected.get(i).at();
      if (guess == Moments.NEVER) {
        continue;
      }
      // Shorter jobs may make others later, as they change which device somebody gets.
      long earliest = Math.min(optimistic.get(i).at(), guess);
      long latest = Math.max(pessimistic.get(i).at(), guess);
      estimates.put(
          order.get(i).id(),
          new StartEstimate(
              Instant.ofEpochMilli(earliest),
              Instant.ofEpochMilli(guess),
              Moments.instant(latest),
              !expected.get(i).guess()));
    }
    return estimates;
  }

  private List<Forecast.Start> starts(List<WaitingJob> order, Forecast.View view) {
    Forecast forecast = new Forecast(cluster, policy, fleet, view);
    List<Forecast.Start> starts = new ArrayList<>(order.size());
    for (WaitingJob job : order) {
      Need need = Need.of(job);
      starts.add(forecast.start(job, need, site(need)));
    }
    return starts;
  }

  private Site site(Need need) {
    return sites.computeIfAbsent(need, fleet::site);
  }

  /// A team in the order on paper: each job counts for all that it will use.
  private final class Entry {
    private static final Comparator<Entry> ORDER =
        Comparator.comparing(Entry::isBorrowing)
            .thenComparingDouble(it -> it.score)
            .thenComparing(it -> it.team.id());

    final Team team;
    final Iterator<WaitingJob> jobs;
    double score;
    long committed;
    @Nullable WaitingJob next;

    Entry(Team team, List<WaitingJob> jobs, long committed) {
      this.team = team;
      this.jobs = jobs.iterator();
      this.committed = committed;
      this.score =
          (team.usageDeviceSeconds()
                  + Moments.seconds(policy.entryPenalty()) * Charge.devices(committed))
              / team.weight();
      advance();
    }

    void advance() {
      next = jobs.hasNext() ? jobs.next() : null;
    }

    boolean isBorrowing() {
      return next == null || committed + charge(next) > Charge.ofDevices(team.guaranteedDevices());
    }

    void count(WaitingJob job) {
      long charge = charge(job);
      committed += charge;
      score +=
          Charge.devices(charge)
              * Moments.seconds(
                  job.expectedRemaining() == null
                      ? policy.assumedDuration()
                      : job.expectedRemaining())
              / team.weight();
    }

    private long charge(WaitingJob job) {
      Need need = Need.of(job);
      return site(need).charge(need);
    }
  }

  private List<WaitingJob> fairOrder() {
    Map<UUID, List<WaitingJob>> byTeam = new HashMap<>();
    Map<UUID, Long> committed = new HashMap<>();
    Map<UUID, Team> teams = new HashMap<>();
    cluster.teams().forEach(team -> teams.put(team.id(), team));
    for (WaitingJob job : cluster.waiting()) {
      if (canStart(job, teams.get(job.teamId()))) {
        byTeam.computeIfAbsent(job.teamId(), _ -> new ArrayList<>()).add(job);
      }
    }
    cluster.running().forEach(it -> committed.merge(it.teamId(), charge(it), Long::sum));
    PriorityQueue<Entry> entries = new PriorityQueue<>(Entry.ORDER);
    byTeam.forEach((id, jobs) -> {
      jobs.sort(null);
      Team team = teams.get(id);
      if (team != null) {
        entries.add(new Entry(team, jobs, committed.getOrDefault(id, 0L)));
      }
    });
    List<WaitingJob> order = new ArrayList<>(cluster.waiting().size());
    for (Entry entry = entries.poll(); entry != null; entry = entries.poll()) {
      WaitingJob job = entry.next;
      if (job != null) {
        order.add(job);
        entry.count(job);
        entry.advance();
        entries.add(entry);
      }
    }
    return order;
  }

  private boolean canStart(WaitingJob job, @Nullable Team team) {
    Need need = Need.of(job);
    Site site = site(need);
    return team != null
        && site.largest(need) >= need.devices()
        && (team.deviceLimit() == null
            || (need.devices() <= team.deviceLimit()
                && site.charge(need) <= Charge.ofDevices(team.deviceLimit())));
  }

  private long charge(RunningAttempt attempt) {
    long charge = 0;
    for (DeviceShare share : attempt.devices()) {
      Fleet.Slot slot = fleet.find(share.deviceId());
      charge +=
          slot == null
              ? Charge.WHOLE
              : Charge.of(
                  share.memoryBytes(), slot.pool().devices.get(slot.device()).memoryBytes());
    }
    return charge;
  }
}
