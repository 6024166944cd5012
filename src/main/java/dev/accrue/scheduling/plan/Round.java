package dev.accrue.scheduling.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// One run of the planner.
final class Round {

  private final Policy policy;
  private final Intake intake;
  private final Ledger ledger;
  private final Reclaimer reclaimer;
  private final long now;

  private final PriorityQueue<TeamState> teams = new PriorityQueue<>();
  private final List<Group> withoutRoom = new ArrayList<>();
  private boolean guaranteeing;
  private int kept;

  Round(Cluster cluster, Policy policy) {
    this.policy = policy;
    this.intake = new Intake(cluster, policy);
    this.ledger = new Ledger(cluster.now());
    this.reclaimer = new Reclaimer(policy);
    this.now = Moments.of(cluster.now());
  }

  Decisions run() {
    intake.claims.stream().sorted(Comparator.comparing(Intake.Claim::job)).forEach(this::honour);
    intake.sortOutImpossible();
    run(true);
    run(false);
    withoutRoom.forEach(group -> intake.explain(group, group.shape.waitAtTheEnd()));
    return new Decisions(ledger.placements, ledger.preemptions, ledger.reservations, intake.waits);
  }

  /// A claim lasts as long as the job may and can still use it.
  private void honour(Intake.Claim claim) {
    WaitingJob job = claim.job();
    TeamState team = claim.team();
    Shape shape = claim.shape();
    List<Pool> pools = shape.poolsOf(claim.workerId());
    if (team.allows(job, shape.charge, false)) {
      for (Pool pool : pools) {
        Spot spot = RoomSearch.findFree(pool, shape.need);
        if (spot != null) {
          ledger.place(job, team, shape, spot, "room was made for it: " + spot.words());
          return;
        }
      }
      Spot spot = RoomSearch.findFree(shape);
      if (spot != null) {
        ledger.place(job, team, shape, spot, Reasons.free(spot));
        return;
      }
    }
    if (team.allows(job, shape.charge, true)) {
      for (Pool pool : pools) {
        Spot spot = RoomSearch.findLater(pool, shape.need);
        if (spot != null) {
          ledger.promise(job, team, shape, spot);
          intake.waits.put(job.id(), new Wait.Preempting(shape.need, pool.worker.name(), 0));
          return;
        }
      }
    }
    team.addWaiting(job, shape);
  }

  private void run(boolean guaranteed) {
    guaranteeing = guaranteed;
    for (TeamState team : intake.teams.values()) {
      if (!guaranteed) {
        team.takeBorrowers();
      }
      standAgain(team);
    }
    for (TeamState team = teams.poll(); team != null; team = teams.poll()) {
      while (considerNext(team)) {
        team.update();
        TeamState rival = teams.peek();
        if (rival != null && rival.compareTo(team) < 0) {
          teams.add(team);
          break;
        }
      }
    }
  }

  /// @return whether the team has more jobs
  private boolean considerNext(TeamState team) {
    Group group = team.groups.remove();
    if (consider(team, group) && !group.isEmpty()) {
      team.groups.add(group);
    }
    return !team.groups.isEmpty();
  }

  /// Looks at the first job of a team.
  ///
  /// @return whether the rest of its group is still to be looked at
  private boolean consider(TeamState team, Group group) {
    WaitingJob job = group.head();
    Shape shape = group.shape;
    if (!team.allowsUser(job.userId())) {
      intake.waits.put(job.id(), Reasons.userLimit(team));
      group.pop();
      return true;
    }
    if (team.excess(shape.charge) > 0 || team.excessJobs() > 0) {
      return makeRoomOfOwn(team, group) || waitForLimit(team, group);
    }
    if (team.mustWaitForOwn(shape.charge) || team.mustWaitForOwnJobs()) {
      return waitForLimit(team, group);
    }
    if (guaranteeing && !team.isGuaranteed(shape.charge)) {
      team.setBorrower(group);
      return false;
    }
    long mustEndBy = team.mustEndBy(shape.charge);
    if (mustEndBy != Moments.NEVER && end(job) > mustEndBy) {
      Wait wait = Reasons.behindOwnTeam(team);
      group.keepOnly(it -> end(it) <= mustEndBy, it -> intake.waits.put(it.id(), wait));
      return true;
    }
    Spot spot = findRoom(job, shape);
    if (spot != null) {
      ledger.place(job, team, shape, spot, Reasons.placement(team, spot, guaranteeing));
      group.pop();
      return true;
    }
    return (guaranteeing && reclaim(team, group))
        || makeRoomOfOwn(team, group)
        || keepDevices(team, group)
        || backfillOnly(group);
  }

  private long end(WaitingJob job) {
    return Moments.after(now, job.expectedRemaining());
  }

  private @Nullable Spot findRoom(WaitingJob job, Shape shape) {
    if (!shape.noRoom) {
      Spot spot = RoomSearch.findFree(shape);
      if (spot != null) {
        return spot;
      }
      shape.noRoom = true;
    }
    return kept == 0 || shape.noBackfill ? null : RoomSearch.findKept(shape, end(job));
  }

  private boolean waitForLimit(TeamState team, Group group) {
    long charge = group.shape.charge;
    if (team.excess(charge) > 0) {
      team.setAside(group.head().id(), charge, team.fitsLimitFrom(charge));
    }
    intake.explain(group, Reasons.teamLimit(team));
    return false;
  }

  private boolean reclaim(TeamState team, Group group) {
    Eviction eviction = reclaimer.fromBorrowers(group.shape);
    return eviction != null && evict(team, group, eviction, false);
  }

  private boolean makeRoomOfOwn(TeamState team, Group group) {
    Eviction eviction = reclaimer.fromOwn(team, group);
    return eviction != null && evict(team, group, eviction, true);
  }

  private boolean evict(TeamState team, Group group, Eviction eviction, boolean own) {
    WaitingJob job = group.head();
    Pool pool = eviction.spot.pool();
    for (Holder victim : eviction.victims) {
      teams.remove(victim.team);
      ledger.evict(victim, job, Reasons.preemption(job, team, victim, own));
      if (victim.team != team) {
        standAgain(victim.team);
      }
    }
    ledger.promise(job, team, group.shape, eviction.spot);
    if (guaranteeing && eviction.leavesMore()) {
      reclaimer.changed(pool);
    }
    intake.waits.put(
        job.id(),
        new Wait.Preempting(group.shape.need, pool.worker.name(), eviction.victims.size()));
    group.pop();
    return true;
  }

  /// A team that lost devices has a better claim to others, and may now hold less than it is
  /// guaranteed.
  private void standAgain(TeamState team) {
    if (guaranteeing && team.isBelowGuarantee()) {
      team.takeBorrowers();
    }
    if (!team.groups.isEmpty() && (!guaranteeing || team.isBelowGuarantee())) {
      team.update();
      teams.add(team);
    }
  }

  /// Keeps devices for the first job that does not fit, or smaller ones would keep it waiting for
  /// ever: one job among those that may use the same workers.
  private boolean keepDevices(TeamState team, Group group) {
    Shape shape = group.shape;
    if (shape.site.reserved || shape.noReservation || kept >= policy.reservations()) {
      return false;
    }
    ReservationSearch.Found found = ReservationSearch.search(shape, now);
    if (found == null) {
      shape.noReservation = true;
      return false;
    }
    WaitingJob job = group.head();
    ledger.keep(job, found);
    kept++;
    shape.site.reserved = true;
    team.setAside(job.id(), shape.charge, found.from());
    intake.waits.put(
        job.id(),
        new Wait.Reserved(
            shape.need, found.spot().pool().worker.name(), Moments.instant(found.from())));
    group.pop();
    return true;
  }

  /// Leaves only those jobs of a group that end before others need what is kept for them.
  private boolean backfillOnly(Group group) {
    Shape shape = group.shape;
    long latestEnd = kept == 0 || shape.noBackfill ? 0 : RoomSearch.latestEnd(shape);
    if (latestEnd <= now) {
      shape.noBackfill = true;
      withoutRoom.add(group);
      return false;
    }
    Wait wait = new Wait.KeptForOthers(shape.need, shape.need.devices());
    WaitingJob head = group.head();
    group.keepOnly(
        job -> !job.equals(head) && end(job) <= latestEnd, job -> intake.waits.put(job.id(), wait));
    return true;
  }
}
