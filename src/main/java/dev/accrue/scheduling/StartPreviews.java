package dev.accrue.scheduling;

import dev.accrue.api.job.PlanView;
import dev.accrue.api.job.WaitView;
import dev.accrue.api.spec.JobSpec;
import dev.accrue.api.spec.ResourceSpec;
import dev.accrue.api.spec.SchedulingSpec;
import dev.accrue.job.StartPreview;
import dev.accrue.scheduling.plan.Cluster;
import dev.accrue.scheduling.plan.Decisions;
import dev.accrue.scheduling.plan.StartEstimate;
import dev.accrue.scheduling.plan.StartEstimator;
import dev.accrue.scheduling.plan.Wait;
import dev.accrue.scheduling.plan.WaitingJob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Plans with a job that is not in the queue, and applies nothing of it.
@Component
class StartPreviews implements StartPreview {

  private final QueueStore queue;
  private final ClusterReader clusters;
  private final PlacementBackend backend;
  private final SchedulingProperties properties;
  private final TransactionTemplate transaction;
  private final Clock clock;

  StartPreviews(
      QueueStore queue,
      ClusterReader clusters,
      PlacementBackend backend,
      SchedulingProperties properties,
      TransactionTemplate transaction,
      Clock clock) {
    this.queue = queue;
    this.clusters = clusters;
    this.backend = backend;
    this.properties = properties;
    this.transaction = transaction;
    this.clock = clock;
  }

  @Override
  public Optional<PlanView.Place> preview(
      UUID teamId, UUID userId, JobSpec spec, @Nullable Duration expected) {
    if (queue.countWaiting(LongQueue.MOST_AT_ONCE + 1) > LongQueue.MOST_AT_ONCE) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    WaitingJob job = job(teamId, userId, spec, expected, now);
    Cluster cluster =
        Objects.requireNonNull(
            transaction.execute(_ -> clusters.readWith(queue.findQueue(now), job)));
    long ahead =
        cluster.waiting().stream()
            .filter(other -> other.teamId().equals(teamId) && other.compareTo(job) < 0)
            .count();
    WaitView waiting =
        obstacle(teamId, spec.scheduling(), now)
            .map(StartPreviews::view)
            .or(() -> wait(cluster, job))
            .orElse(null);
    return Optional.of(new PlanView.Place(ahead, waiting));
  }

  private static WaitingJob job(
      UUID teamId, UUID userId, JobSpec spec, @Nullable Duration expected, Instant now) {
    ResourceSpec resources = spec.resources();
    SchedulingSpec scheduling = spec.scheduling();
    return new WaitingJob(
        UUID.randomUUID(),
        teamId,
        userId,
        scheduling == null ? 0 : scheduling.priority(),
        // After what was queued at this very instant.
        now.plusMillis(1),
        resources == null ? 1 : resources.devices(),
        resources == null ? null : resources.deviceMemoryBytes(),
        resources == null || resources.selector() == null ? Map.of() : resources.selector(),
        null,
        shorter(expected, scheduling == null ? null : scheduling.timeLimitMinutes()),
        false,
        null);
  }

  private static @Nullable Duration shorter(
      @Nullable Duration expected, @Nullable Integer limitMinutes) {
    Duration limit = limitMinutes == null ? null : Duration.ofMinutes(limitMinutes);
    if (expected == null || limit == null) {
      return expected == null ? limit : expected;
    }
    return expected.compareTo(limit) < 0 ? expected : limit;
  }

  private Optional<Obstacle> obstacle(
      UUID teamId, @Nullable SchedulingSpec scheduling, Instant now) {
    List<UUID> after = scheduling == null ? null : scheduling.after();
    if (after != null && !after.isEmpty()) {
      return Optional.of(new Obstacle.Dependencies(after.size()));
    }
    Instant notBefore = scheduling == null ? null : scheduling.notBefore();
    if (notBefore != null && notBefore.isAfter(now)) {
      return Optional.of(new Obstacle.TooEarly(notBefore, false));
    }
    return queue.findPause(teamId);
  }

  private Optional<WaitView> wait(Cluster cluster, WaitingJob job) {
    Decisions decisions = backend.decide(cluster, properties.policy());
    Wait wait = decisions.waits().get(job.id());
    if (wait == null) {
      return Optional.empty();
    }
    StartEstimate estimate = StartEstimator.estimate(cluster, properties.policy()).get(job.id());
    return Optional.of(
        new WaitView(
            wait.code().name(),
            wait.sentence(),
            estimate == null ? null : estimate.expected(),
            estimate == null ? null : estimate.earliest(),
            estimate == null ? null : estimate.latest(),
            estimate == null ? null : estimate.durationsKnown()));
  }

  private static WaitView view(Obstacle obstacle) {
    return new WaitView(obstacle.code(), obstacle.sentence(), null, null, null, null);
  }
}
