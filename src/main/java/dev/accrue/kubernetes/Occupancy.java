package dev.accrue.kubernetes;

import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.DeviceShare;
import dev.accrue.scheduling.plan.RunningAttempt;
import dev.accrue.scheduling.plan.Team;
import dev.accrue.scheduling.plan.WaitingJob;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What of the configured capacity is held by placements, whether their pods run or are still to
/// come.
@Component
@OnKubernetes
class Occupancy {

  private final Capacity capacity;
  private final PlaceStore places;
  private final ClaimStore claims;
  private final Clock clock;

  Occupancy(Capacity capacity, PlaceStore places, ClaimStore claims, Clock clock) {
    this.capacity = capacity;
    this.places = places;
    this.claims = claims;
    this.clock = clock;
  }

  int countFree() {
    int held =
        places.findHolding().stream()
            .mapToInt(holding -> capacity.shares(holding.deviceIds()).size())
            .sum();
    return Math.max(0, capacity.devices().size() - held);
  }

  Cluster look(List<Team> teams, List<WaitingJob> waiting, List<RunningAttempt> live) {
    Map<UUID, UUID> claimed = claims.findAll();
    Map<UUID, RunningAttempt> attempts =
        live.stream().collect(Collectors.toMap(RunningAttempt::id, Function.identity()));
    List<RunningAttempt> running = new ArrayList<>();
    for (PlaceStore.Holding holding : places.findHolding()) {
      List<DeviceShare> shares = capacity.shares(holding.deviceIds());
      // Placed under another configuration, or by Kueue: it holds nothing that is counted.
      if (!shares.isEmpty()) {
        running.add(holder(holding, shares, attempts.get(holding.attemptId())));
      }
    }
    return new Cluster(
        clock.instant(),
        teams,
        waiting.stream()
            .map(job -> capacity.whole(job, Optional.ofNullable(claimed.get(job.id()))))
            .toList(),
        capacity.nodes(),
        capacity.devices(),
        running);
  }

  private static RunningAttempt holder(
      PlaceStore.Holding holding, List<DeviceShare> shares, @Nullable RunningAttempt attempt) {
    if (attempt == null) {
      return new RunningAttempt(
          holding.id(),
          holding.jobId(),
          holding.teamId(),
          holding.userId(),
          holding.priority(),
          shares,
          holding.createdAt(),
          Duration.ZERO,
          null,
          false,
          // A place whose pod has not begun can be given to another job at no cost.
          holding.attemptId() == null);
    }
    return new RunningAttempt(
        attempt.id(),
        holding.jobId(),
        holding.teamId(),
        holding.userId(),
        holding.priority(),
        shares,
        holding.createdAt(),
        attempt.progressLost(),
        attempt.expectedEnd(),
        attempt.preempting(),
        attempt.preemptible());
  }
}
