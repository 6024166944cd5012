package dev.accrue.scheduling.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was decided so far, entered in all accounts.
final class Ledger {

  final List<Decisions.Placement> placements = new ArrayList<>();
  final List<Decisions.Preemption> preemptions = new ArrayList<>();
  final List<Decisions.Reservation> reservations = new ArrayList<>();

  private final Instant now;
  private final long nowMillis;

  Ledger(Instant now) {
    this.now = now;
    this.nowMillis = Moments.of(now);
  }

  void place(WaitingJob job, TeamState team, Shape shape, Spot spot, String reason) {
    Holder holder = holder(job, team, shape, spot);
    spot.pool().add(holder);
    team.holders.add(holder);
    team.occupy(job.userId(), holder.charge);
    team.commit(job.userId(), holder.charge);
    placements.add(
        new Decisions.Placement(
            job.id(),
            spot.pool().worker.id(),
            spot.shares(shape.need),
            job.startedBefore() ? "resumes: " + reason : reason));
  }

  /// Gives a job its devices as soon as those who leave have left.
  void promise(WaitingJob job, TeamState team, Shape shape, Spot spot) {
    Holder holder = holder(job, team, shape, spot);
    spot.pool().promise(holder);
    team.holders.add(holder);
    team.commit(job.userId(), holder.charge);
    reservations.add(reservation(job, spot, now));
  }

  void evict(Holder holder, WaitingJob job, String reason) {
    holder.pool.evict(holder);
    holder.team.release(holder.victim().userId(), holder.charge);
    preemptions.add(new Decisions.Preemption(holder.victim().id(), job.id(), reason));
  }

  void keep(WaitingJob job, ReservationSearch.Found found) {
    for (int device : found.spot().devices()) {
      found.spot().pool().keep(device, found.from());
    }
    reservations.add(reservation(job, found.spot(), Moments.instant(found.from())));
  }

  private static Decisions.Reservation reservation(
      WaitingJob job, Spot spot, @Nullable Instant from) {
    return new Decisions.Reservation(job.id(), spot.pool().worker.id(), spot.deviceIds(), from);
  }

  private Holder holder(WaitingJob job, TeamState team, Shape shape, Spot spot) {
    return new Holder(
        team,
        spot.pool(),
        spot.devices(),
        spot.bytes(shape.need),
        spot.charge(shape.need),
        Moments.after(nowMillis, job.expectedRemaining()),
        null,
        true);
  }
}
