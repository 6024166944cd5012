package dev.accrue.kubernetes;

import dev.accrue.job.JobLifecycle;
import dev.accrue.scheduling.PlacementBackend;
import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.Decisions;
import dev.accrue.scheduling.plan.Device;
import dev.accrue.scheduling.plan.DeviceShare;
import dev.accrue.scheduling.plan.Policy;
import dev.accrue.scheduling.plan.RunningAttempt;
import dev.accrue.scheduling.plan.Team;
import dev.accrue.scheduling.plan.WaitingJob;
import dev.accrue.signal.Signal;
import dev.accrue.signal.Signals;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/// Places jobs on a cluster: a place is a row that the reconciler makes a Kubernetes Job of, and an
/// attempt when that Job's worker has registered.
@Component
@OnKubernetes
class KubernetesPlacement implements PlacementBackend {

  private static final String ACTOR = "scheduler";

  private final Capacity capacity;
  private final Occupancy occupancy;
  private final Arrivals arrivals;
  private final KueueOrder kueue;
  private final PlaceStore places;
  private final ClaimStore claims;
  private final Slots slots;
  private final JobLifecycle lifecycle;
  private final Signals signals;
  private final Clock clock;

  KubernetesPlacement(
      Capacity capacity,
      Occupancy occupancy,
      Arrivals arrivals,
      KueueOrder kueue,
      PlaceStore places,
      ClaimStore claims,
      Slots slots,
      JobLifecycle lifecycle,
      Signals signals,
      Clock clock) {
    this.capacity = capacity;
    this.occupancy = occupancy;
    this.arrivals = arrivals;
    this.kueue = kueue;
    this.places = places;
    this.claims = claims;
    this.slots = slots;
    this.lifecycle = lifecycle;
    this.signals = signals;
    this.clock = clock;
  }

  @Override
  public int settle() {
    claims.forgetMet();
    return arrivals.settle();
  }

  @Override
  public Map<UUID, Underway> findUnderway() {
    return places.findUnderway(clock.instant());
  }

  @Override
  public int countFreeDevices() {
    return kueue.decides() ? kueue.room() : occupancy.countFree();
  }

  @Override
  public Cluster look(List<Team> teams, List<WaitingJob> waiting, List<RunningAttempt> live) {
    return kueue.decides()
        ? new Cluster(clock.instant(), teams, waiting, List.of(), List.of(), List.of())
        : occupancy.look(teams, waiting, live);
  }

  @Override
  public Decisions decide(Cluster cluster, Policy policy) {
    return kueue.decides() ? kueue.decide(cluster) : PlacementBackend.super.decide(cluster, policy);
  }

  @Override
  public int place(Cluster cluster, List<Decisions.Placement> planned) {
    if (planned.isEmpty()) {
      return 0;
    }
    Set<UUID> queued =
        places.lockJobs(planned.stream().map(Decisions.Placement::jobId).toList(), "QUEUED");
    List<Decisions.Placement> possible =
        planned.stream().filter(it -> queued.contains(it.jobId())).limit(kueue.room()).toList();
    List<Integer> numbers = slots.free(possible.size());
    for (int i = 0; i < possible.size(); i++) {
      place(possible.get(i), numbers.get(i));
    }
    // It has got a place in the cluster, not yet its devices.
    return 0;
  }

  private void place(Decisions.Placement planned, int slot) {
    UUID id = UUID.randomUUID();
    Pool pool = capacity.poolOfNode(planned.workerId());
    List<UUID> devices = planned.devices().stream().map(DeviceShare::deviceId).toList();
    places.insert(id, planned.jobId(), slot, pool.name(), devices, clock.instant());
    lifecycle.recordEvent(
        planned.jobId(),
        null,
        "CLUSTER_JOB",
        ACTOR,
        "%s; Kubernetes Job %s".formatted(planned.reason(), Placement.nameOf(id)));
    signals.send(Signal.QUEUE, planned.jobId());
  }

  @Override
  public int preempt(Cluster cluster, List<Decisions.Preemption> planned) {
    if (planned.isEmpty()) {
      return 0;
    }
    Map<UUID, RunningAttempt> running =
        cluster.running().stream()
            .collect(Collectors.toMap(RunningAttempt::id, Function.identity()));
    Map<UUID, UUID> nodes =
        cluster.devices().stream().collect(Collectors.toMap(Device::id, Device::workerId));
    Set<UUID> waiting =
        places.lockJobs(planned.stream().map(Decisions.Preemption::forJobId).toList(), "QUEUED");
    int preempted = 0;
    for (Decisions.Preemption preemption : planned) {
      RunningAttempt victim = fetch(running, preemption.attemptId());
      if (waiting.contains(preemption.forJobId()) && leave(victim, preemption)) {
        UUID device = victim.devices().getFirst().deviceId();
        claims.claim(preemption.forJobId(), fetch(nodes, device));
        preempted++;
      }
    }
    return preempted;
  }

  /// Whose pod has not begun loses its place at once.
  private boolean leave(RunningAttempt victim, Decisions.Preemption preemption) {
    if (places.withdraw(victim.id(), preemption.reason(), clock.instant())) {
      signals.send(Signal.QUEUE, victim.jobId());
      return true;
    }
    return places.lockJobs(List.of(victim.jobId()), "RUNNING").contains(victim.jobId())
        && lifecycle.preempt(victim.jobId(), ACTOR, preemption.reason());
  }

  private static <T> T fetch(Map<UUID, T> all, UUID id) {
    return Objects.requireNonNull(all.get(id), "a plan is about the cluster that it was made for");
  }
}
