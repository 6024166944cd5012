package dev.accrue.scheduling.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What has to be true of every plan, checked the long way round and with none of the planner's
/// code.
final class PlanCheck {

  private final Cluster cluster;
  private final Decisions decisions;
  private final Map<UUID, Team> teams;
  private final Map<UUID, Worker> workers;
  private final Map<UUID, Device> devices;
  private final Map<UUID, WaitingJob> waiting;
  private final Map<UUID, RunningAttempt> running;

  /// Something that holds devices.
  private record Hold(UUID team, UUID user, List<DeviceShare> shares) {}

  PlanCheck(Cluster cluster, Decisions decisions) {
    this.cluster = cluster;
    this.decisions = decisions;
    teams = cluster.teams().stream().collect(Collectors.toMap(Team::id, it -> it));
    workers = cluster.workers().stream().collect(Collectors.toMap(Worker::id, it -> it));
    devices = cluster.devices().stream().collect(Collectors.toMap(Device::id, it -> it));
    waiting = cluster.waiting().stream().collect(Collectors.toMap(WaitingJob::id, it -> it));
    running = cluster.running().stream().collect(Collectors.toMap(RunningAttempt::id, it -> it));
  }

  void check() {
    everyJobIsPlacedOnceOrToldWhyNot();
    placementsAreWhatWasAskedFor();
    noDeviceIsOvercommitted();
    noLimitIsBroken();
    preemptionsAreAllowed();
    preemptionsMakeTheRoomThatIsUsed();
    noVictimIsSuperfluous();
    nothingThatFitsIsLeftWaiting();
    guaranteesAreTakenBack();
  }

  private void everyJobIsPlacedOnceOrToldWhyNot() {
    List<UUID> all =
        Stream.concat(
                decisions.placements().stream().map(Decisions.Placement::jobId),
                decisions.waits().keySet().stream())
            .toList();
    assertThat(all).doesNotHaveDuplicates().hasSameElementsAs(waiting.keySet());
    decisions.waits().values().forEach(wait -> assertThat(wait.sentence()).isNotBlank());
  }

  private void placementsAreWhatWasAskedFor() {
    for (Decisions.Placement placement : decisions.placements()) {
      WaitingJob job = job(placement.jobId());
      Worker worker = Objects.requireNonNull(workers.get(placement.workerId()));
      assertThat(worker.draining()).isFalse();
      assertThat(worker.labels().entrySet()).containsAll(job.selector().entrySet());
      assertThat(placement.devices()).hasSize(job.devices());
      assertThat(placement.devices()).extracting(DeviceShare::deviceId).doesNotHaveDuplicates();
      List<Device> given = placement.devices().stream().map(it -> device(it.deviceId())).toList();
      assertThat(given).extracting(Device::workerId).containsOnly(worker.id());
      assertThat(given.stream().map(Device::kind).distinct()).hasSize(1);
      if (job.kind() != null) {
        assertThat(given).extracting(Device::kind).containsOnly(job.kind());
      }
      for (DeviceShare share : placement.devices()) {
        Long asked = job.deviceMemoryBytes();
        assertThat(share.memoryBytes())
            .isEqualTo(asked == null ? device(share.deviceId()).memoryBytes() : asked);
      }
    }
  }

  private void noDeviceIsOvercommitted() {
    Map<UUID, Long> held = held(cluster.running());
    decisions.placements().forEach(placement -> add(held, placement.devices()));
    held.forEach((id, bytes) -> assertThat(bytes).isLessThanOrEqualTo(device(id).memoryBytes()));
  }

  private void noLimitIsBroken() {
    List<Hold> holds = new ArrayList<>();
    cluster.running().forEach(it -> holds.add(new Hold(it.teamId(), it.userId(), it.devices())));
    Set<UUID> given = new HashSet<>();
    for (Decisions.Placement placement : decisions.placements()) {
      WaitingJob job = job(placement.jobId());
      holds.add(new Hold(job.teamId(), job.userId(), placement.devices()));
      given.add(job.teamId());
    }
    for (UUID id : given) {
      Team team = Objects.requireNonNull(teams.get(id));
      List<Hold> its = holds.stream().filter(it -> it.team().equals(id)).toList();
      if (team.deviceLimit() != null) {
        assertThat(its.stream().mapToDouble(it -> charge(it.shares())).sum())
            .isLessThanOrEqualTo(team.deviceLimit() + 1e-3);
      }
      if (team.runningJobsLimit() != null) {
        assertThat(its).hasSizeLessThanOrEqualTo(team.runningJobsLimit());
      }
    }
    for (Decisions.Placement placement : decisions.placements()) {
      WaitingJob job = job(placement.jobId());
      Integer most = Objects.requireNonNull(teams.get(job.teamId())).runningJobsPerUserLimit();
      if (most != null) {
        assertThat(holds)
            .filteredOn(it -> it.team().equals(job.teamId()) && it.user().equals(job.userId()))
            .hasSizeLessThanOrEqualTo(most);
      }
    }
  }

  private void preemptionsAreAllowed() {
    assertThat(decisions.preemptions())
        .extracting(Decisions.Preemption::attemptId)
        .doesNotHaveDuplicates();
    Map<UUID, Double> committed = committed();
    Map<UUID, Double> withClaims = committed();
    claimed().forEach((team, charge) -> withClaims.merge(team, charge, Double::sum));
    UUID before = null;
    for (Decisions.Preemption preemption : decisions.preemptions()) {
      RunningAttempt victim = attempt(preemption.attemptId());
      WaitingJob job = job(preemption.forJobId());
      if (before != null && !before.equals(job.id())) {
        // What earlier ones made room for counts for its team, which may borrow with it.
        UUID team = job(before).teamId();
        double charge = promisedCharge(before);
        committed.merge(team, charge, Double::sum);
        withClaims.merge(team, charge, Double::sum);
      }
      before = job.id();
      assertThat(victim.preemptible()).isTrue();
      assertThat(victim.preempting()).isFalse();
      if (victim.teamId().equals(job.teamId())) {
        assertThat(victim.priority()).isLessThan(job.priority());
      } else {
        assertThat(withClaims.getOrDefault(victim.teamId(), 0.0))
            .as("the victim's team borrows")
            .isGreaterThan(Objects.requireNonNull(teams.get(victim.teamId())).guaranteedDevices());
        assertThat(committed.getOrDefault(job.teamId(), 0.0))
            .as("the preemptor's team does not")
            .isLessThan(Objects.requireNonNull(teams.get(job.teamId())).guaranteedDevices());
      }
      committed.merge(victim.teamId(), -charge(victim.devices()), Double::sum);
      withClaims.merge(victim.teamId(), -charge(victim.devices()), Double::sum);
    }
  }

  private double promisedCharge(UUID jobId) {
    return promises().stream()
        .filter(it -> it.jobId().equals(jobId))
        .mapToDouble(it -> charge(shares(it)))
        .sum();
  }

  /// What jobs got or will get that attempts were preempted for by earlier plans.
  private Map<UUID, Double> claimed() {
    Map<UUID, Double> claimed = new HashMap<>();
    decisions.placements().stream()
        .filter(it -> job(it.jobId()).claimedWorkerId() != null)
        .forEach(it -> claimed.merge(job(it.jobId()).teamId(), charge(it.devices()), Double::sum));
    promises().stream()
        .filter(it -> job(it.jobId()).claimedWorkerId() != null)
        .forEach(it -> claimed.merge(job(it.jobId()).teamId(), charge(shares(it)), Double::sum));
    return claimed;
  }

  private void preemptionsMakeTheRoomThatIsUsed() {
    Set<UUID> promised = promised();
    assertThat(promised)
        .containsAll(decisions.preemptions().stream().map(Decisions.Preemption::forJobId).toList());
    Set<UUID> victims = victims();
    Map<UUID, Long> held =
        held(
            cluster.running().stream()
                .filter(it -> !it.preempting() && !victims.contains(it.id()))
                .toList());
    decisions.placements().forEach(placement -> add(held, placement.devices()));
    for (Decisions.Reservation reservation : decisions.reservations()) {
      if (promised.contains(reservation.jobId())) {
        add(held, shares(reservation));
      }
    }
    held.forEach((id, bytes) -> assertThat(bytes).isLessThanOrEqualTo(device(id).memoryBytes()));
  }

  /// In the order of the decisions, as what is freed for one job may leave room for another.
  private void noVictimIsSuperfluous() {
    Set<UUID> left = new HashSet<>();
    List<Decisions.Reservation> before = new ArrayList<>();
    for (Decisions.Reservation reservation : decisions.reservations()) {
      if (!promised().contains(reservation.jobId())) {
        continue;
      }
      WaitingJob job = job(reservation.jobId());
      List<UUID> own =
          decisions.preemptions().stream()
              .filter(it -> it.forJobId().equals(job.id()))
              .map(Decisions.Preemption::attemptId)
              .toList();
      left.addAll(own);
      for (UUID victim : own) {
        Set<UUID> others = new HashSet<>(left);
        others.remove(victim);
        if (limitsAllow(job, own, victim)) {
          assertThat(fitsSomewhere(job, others, before, it -> it.equals(reservation.workerId())))
              .as("%s fits on %s without %s leaving", job.id(), reservation.workerId(), victim)
              .isFalse();
        }
      }
      before.add(reservation);
    }
  }

  /// Whether the limits of a job's team hold when one of its victims stays after all.
  private boolean limitsAllow(WaitingJob job, List<UUID> victims, UUID stays) {
    Team team = Objects.requireNonNull(teams.get(job.teamId()));
    if (team.deviceLimit() == null && team.runningJobsLimit() == null) {
      return true;
    }
    return victims.stream().noneMatch(it -> attempt(it).teamId().equals(job.teamId()))
        || !attempt(stays).teamId().equals(job.teamId());
  }

  private void nothingThatFitsIsLeftWaiting() {
    decisions
        .waits()
        .forEach((id, wait) -> {
          if (wait.code() == Wait.Code.NO_ROOM || wait.code() == Wait.Code.KEPT_FOR_OTHERS) {
            assertThat(fitsSomewhere(job(id), null, promises(), _ -> true))
                .as("%s waits though it fits", id)
                .isFalse();
          }
        });
  }

  /// No job that its team is guaranteed the devices for waits where one more preemption would do. A
  /// team that made room of its own may hold less than it was looked at with: the next plan's.
  private void guaranteesAreTakenBack() {
    Map<UUID, Double> committed = committed();
    Set<UUID> victims = victims();
    Set<UUID> ownVictims =
        decisions.preemptions().stream()
            .map(it -> attempt(it.attemptId()).teamId())
            .filter(it ->
                decisions.preemptions().stream()
                    .anyMatch(other ->
                        job(other.forJobId()).teamId().equals(it)
                            && attempt(other.attemptId()).teamId().equals(it)))
            .collect(Collectors.toSet());
    victims.forEach(
        it -> committed.merge(attempt(it).teamId(), -charge(attempt(it).devices()), Double::sum));
    decisions
        .placements()
        .forEach(
            it -> committed.merge(job(it.jobId()).teamId(), charge(it.devices()), Double::sum));
    promises()
        .forEach(it -> committed.merge(job(it.jobId()).teamId(), charge(shares(it)), Double::sum));
    decisions
        .waits()
        .forEach((id, wait) -> {
          WaitingJob job = job(id);
          Team team = Objects.requireNonNull(teams.get(job.teamId()));
          if (wait.code() == Wait.Code.NO_ROOM
              && !ownVictims.contains(team.id())
              && committed.getOrDefault(team.id(), 0.0) + job.devices()
                  <= team.guaranteedDevices()) {
            for (RunningAttempt attempt : cluster.running()) {
              Team other = Objects.requireNonNull(teams.get(attempt.teamId()));
              if (attempt.preemptible()
                  && !attempt.preempting()
                  && !victims.contains(attempt.id())
                  && committedByRunning(other.id(), victims) > other.guaranteedDevices()) {
                Set<UUID> left = new HashSet<>(victims);
                left.add(attempt.id());
                assertThat(fitsSomewhere(job, left, promises(), _ -> true))
                    .as("%s may take back from %s", id, attempt.id())
                    .isFalse();
              }
            }
          }
        });
  }

  private double committedByRunning(UUID team, Set<UUID> victims) {
    return cluster.running().stream()
        .filter(it -> it.teamId().equals(team) && !it.preempting() && !victims.contains(it.id()))
        .mapToDouble(it -> charge(it.devices()))
        .sum();
  }

  /// Whether a job fits on devices that are kept for nobody.
  ///
  /// @param left attempts that will have left, with all who were told before; null for nobody, so
  ///   that only what is free right now counts
  private boolean fitsSomewhere(
      WaitingJob job,
      @Nullable Set<UUID> left,
      Collection<Decisions.Reservation> promises,
      Predicate<UUID> where) {
    Map<UUID, Long> held =
        held(
            cluster.running().stream()
                .filter(it -> left == null || !(it.preempting() || left.contains(it.id())))
                .toList());
    decisions.placements().forEach(placement -> add(held, placement.devices()));
    promises.forEach(it -> add(held, shares(it)));
    Set<UUID> kept =
        decisions.reservations().stream()
            .filter(it -> !promised().contains(it.jobId()))
            .flatMap(it -> it.deviceIds().stream())
            .collect(Collectors.toSet());
    Map<Object, Integer> fitting = new HashMap<>();
    for (Device device : cluster.devices()) {
      Worker worker = Objects.requireNonNull(workers.get(device.workerId()));
      long free = device.memoryBytes() - held.getOrDefault(device.id(), 0L);
      Long asked = job.deviceMemoryBytes();
      if (where.test(worker.id())
          && !worker.draining()
          && !kept.contains(device.id())
          && worker.labels().entrySet().containsAll(job.selector().entrySet())
          && (job.kind() == null || job.kind() == device.kind())
          && (asked == null ? free == device.memoryBytes() : free >= asked)) {
        fitting.merge(List.of(worker.id(), device.kind()), 1, Integer::sum);
      }
    }
    return fitting.values().stream().anyMatch(it -> it >= job.devices());
  }

  private Set<UUID> promised() {
    return decisions.waits().entrySet().stream()
        .filter(it -> it.getValue().code() == Wait.Code.PREEMPTING)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private List<Decisions.Reservation> promises() {
    Set<UUID> promised = promised();
    return decisions.reservations().stream().filter(it -> promised.contains(it.jobId())).toList();
  }

  private Set<UUID> victims() {
    return decisions.preemptions().stream()
        .map(Decisions.Preemption::attemptId)
        .collect(Collectors.toSet());
  }

  private Map<UUID, Double> committed() {
    Map<UUID, Double> committed = new HashMap<>();
    cluster.running().stream()
        .filter(it -> !it.preempting())
        .forEach(it -> committed.merge(it.teamId(), charge(it.devices()), Double::sum));
    return committed;
  }

  private List<DeviceShare> shares(Decisions.Reservation reservation) {
    Long asked = job(reservation.jobId()).deviceMemoryBytes();
    return reservation.deviceIds().stream()
        .map(it -> new DeviceShare(it, asked == null ? device(it).memoryBytes() : asked))
        .toList();
  }

  private Map<UUID, Long> held(Collection<RunningAttempt> attempts) {
    Map<UUID, Long> held = new HashMap<>();
    attempts.forEach(attempt -> add(held, attempt.devices()));
    return held;
  }

  private static void add(Map<UUID, Long> held, List<DeviceShare> shares) {
    shares.forEach(it -> held.merge(it.deviceId(), it.memoryBytes(), Long::sum));
  }

  private double charge(List<DeviceShare> shares) {
    return shares.stream()
        .mapToDouble(it -> (double) it.memoryBytes() / device(it.deviceId()).memoryBytes())
        .sum();
  }

  private WaitingJob job(UUID id) {
    return Objects.requireNonNull(waiting.get(id));
  }

  private Device device(UUID id) {
    return Objects.requireNonNull(devices.get(id));
  }

  private RunningAttempt attempt(UUID id) {
    return Objects.requireNonNull(running.get(id));
  }
}
