package dev.accrue.scheduling.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A cluster sorted for planning: by team and need instead of job by job.
final class Intake {

  final Map<UUID, TeamState> teams;
  final List<Claim> claims = new ArrayList<>();
  final Map<UUID, Wait> waits;

  private final Fleet fleet;
  private final Map<Need, Shape> shapes = new HashMap<>();

  /// A job that attempts were preempted for by an earlier plan.
  record Claim(WaitingJob job, UUID workerId, TeamState team, Shape shape) {}

  Intake(Cluster cluster, Policy policy) {
    this.fleet = new Fleet(cluster.workers(), cluster.devices());
    this.teams = HashMap.newHashMap(cluster.teams().size());
    this.waits = HashMap.newHashMap(cluster.waiting().size());
    cluster.teams().forEach(team -> teams.put(team.id(), new TeamState(team, policy)));
    cluster.running().forEach(this::addRunning);
    cluster.waiting().forEach(this::addWaiting);
  }

  private TeamState team(UUID id) {
    TeamState team = teams.get(id);
    if (team == null) {
      throw new IllegalArgumentException("team %s is not part of the cluster".formatted(id));
    }
    return team;
  }

  private void addRunning(RunningAttempt attempt) {
    TeamState team = team(attempt.teamId());
    long charge = 0;
    Map<Pool, List<DeviceShare>> byPool = new HashMap<>();
    for (DeviceShare share : attempt.devices()) {
      Fleet.Slot slot = fleet.find(share.deviceId());
      if (slot == null) {
        charge += Charge.WHOLE;
      } else {
        charge += charge(slot, share);
        byPool.computeIfAbsent(slot.pool(), _ -> new ArrayList<>()).add(share);
      }
    }
    byPool.forEach((pool, shares) -> add(attempt, team, pool, shares));
    team.occupy(attempt.userId(), charge);
    if (!attempt.preempting()) {
      team.commit(attempt.userId(), charge);
    }
  }

  private void add(RunningAttempt attempt, TeamState team, Pool pool, List<DeviceShare> shares) {
    int[] devices = new int[shares.size()];
    long[] bytes = new long[shares.size()];
    long charge = 0;
    for (int i = 0; i < devices.length; i++) {
      Fleet.Slot slot = fleet.fetch(shares.get(i).deviceId());
      devices[i] = slot.device();
      bytes[i] = shares.get(i).memoryBytes();
      charge += charge(slot, shares.get(i));
    }
    Holder holder =
        new Holder(
            team,
            pool,
            devices,
            bytes,
            charge,
            attempt.expectedEnd() == null ? Moments.NEVER : Moments.of(attempt.expectedEnd()),
            attempt,
            shares.size() == attempt.devices().size());
    pool.add(holder);
    team.holders.add(holder);
  }

  private static long charge(Fleet.Slot slot, DeviceShare share) {
    return Charge.of(share.memoryBytes(), slot.pool().devices.get(slot.device()).memoryBytes());
  }

  private void addWaiting(WaitingJob job) {
    TeamState team = team(job.teamId());
    Need need = Need.of(job);
    Shape shape = shapes.get(need);
    if (shape == null) {
      shape = new Shape(need, fleet.site(need));
      shapes.put(need, shape);
    }
    if (job.claimedWorkerId() != null) {
      claims.add(new Claim(job, job.claimedWorkerId(), team, shape));
    } else {
      team.addWaiting(job, shape);
    }
  }

  /// To be called once no more jobs come.
  void sortOutImpossible() {
    teams.values().forEach(team -> team.begin(group -> isPossible(team, group)));
  }

  /// What cannot start in this cluster at all waits without being looked at again.
  private boolean isPossible(TeamState team, Group group) {
    Shape shape = group.shape;
    if (!shape.isPossible()) {
      explain(group, impossible(shape.need, shape.site));
      return false;
    }
    if (shape.charge > team.limit) {
      explain(group, new Wait.AboveTeamLimit(shape.need, team.team.name(), team.deviceLimit()));
      return false;
    }
    return true;
  }

  private Wait impossible(Need need, Site site) {
    int largestDraining = fleet.drainingSite(need).largest(need);
    return largestDraining >= need.devices()
        ? new Wait.OnlyDraining(need)
        : new Wait.NoSuchDevices(need, Math.max(site.largest(need), largestDraining));
  }

  void explain(Group group, Wait wait) {
    group.remaining().forEach(job -> waits.put(job.id(), wait));
  }
}
