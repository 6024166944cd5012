package dev.accrue.kubernetes;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How attempts are run on a cluster.
///
/// @param apiServer where the cluster's API is; null for what the server's pod or `KUBECONFIG` says
/// @param namespace where Jobs and Secrets are
/// @param instance what its own objects are told apart by; another installation in the same
///   namespace needs another
/// @param serverUrl where pods reach the servers
/// @param serviceAccount of the pods; it needs no rights
/// @param queue Kueue's LocalQueue that Jobs go through; null where the planner decides by the
///   pools' sizes
/// @param teamQueues LocalQueues of teams that have one of their own
/// @param priorityClasses Kueue's WorkloadPriorityClass for priorities from a number up; none of
///   them for lower ones
/// @param maxJobs most Kubernetes Jobs at a time, those included that Kueue keeps waiting
/// @param stopGrace how long an attempt has for a last checkpoint when its pod is asked to end
/// @param startTimeout how long a pod may take from its node to its registration, and a cluster to
///   get its image
/// @param retryPause before a job gets another pod whose last one never came up; doubled each time
/// @param maxRetryPause at most
/// @param resyncInterval how often to compare everything although nothing happened
/// @param ttlAfterFinished after which the cluster itself removes a finished Job that nobody did
/// @param pools kinds of pods; the first that a job's selector fits is its own
@OnKubernetes
@ConfigurationProperties("accrue.kubernetes")
record KubernetesProperties(
    @Nullable URI apiServer,
    @DefaultValue("accrue") String namespace,
    @DefaultValue("accrue") String instance,
    @DefaultValue("http://accrue-server:8080") URI serverUrl,
    @DefaultValue("accrue-worker") String serviceAccount,
    @Nullable String queue,
    @DefaultValue Map<String, String> teamQueues,
    @DefaultValue Map<Integer, String> priorityClasses,
    @DefaultValue("500") int maxJobs,
    @DefaultValue("100s") Duration stopGrace,
    @DefaultValue("10m") Duration startTimeout,
    @DefaultValue("15s") Duration retryPause,
    @DefaultValue("30m") Duration maxRetryPause,
    @DefaultValue("15s") Duration resyncInterval,
    @DefaultValue("1h") Duration ttlAfterFinished,
    @DefaultValue List<Pool> pools) {

  private static final String NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  private static final int MOST_JOBS = 5_000;

  KubernetesProperties {
    require("namespace", namespace.matches(NAME), namespace, "a name of a namespace");
    require("instance", instance.matches(NAME), instance, "lower-case letters, digits, -");
    require("max-jobs", maxJobs >= 1 && maxJobs <= MOST_JOBS, maxJobs, "1 to " + MOST_JOBS);
    requireTime("stop-grace", stopGrace, Duration.ofSeconds(1), Duration.ofHours(1));
    requireTime("start-timeout", startTimeout, Duration.ofSeconds(10), Duration.ofDays(1));
    requireTime("retry-pause", retryPause, Duration.ofSeconds(1), Duration.ofHours(1));
    requireTime("max-retry-pause", maxRetryPause, retryPause, Duration.ofDays(1));
    requireTime("resync-interval", resyncInterval, Duration.ofMillis(10), Duration.ofMinutes(10));
    requireTime("ttl-after-finished", ttlAfterFinished, stopGrace, Duration.ofDays(30));
    require("pools", !pools.isEmpty(), "empty", "at least one, with name and image");
    long names = pools.stream().map(Pool::name).distinct().count();
    require("pools", names == pools.size(), pools, "a name of its own for each");
    pools = List.copyOf(pools);
    require(
        "team-queues", queue != null || teamQueues.isEmpty(), teamQueues, "queue for the others");
    teamQueues = Map.copyOf(teamQueues);
    priorityClasses = Map.copyOf(priorityClasses);
  }

  /// The LocalQueue that a team's Jobs go through, where Kueue decides.
  Optional<String> findQueue(String team) {
    return Optional.ofNullable(queue).map(others -> teamQueues.getOrDefault(team, others));
  }

  private static void requireTime(String name, Duration value, Duration least, Duration most) {
    require(
        name,
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        value,
        "%s to %s".formatted(least, most));
  }

  private static void require(String name, boolean condition, Object value, String fix) {
    if (!condition) {
      throw new IllegalArgumentException(
          "accrue.kubernetes.%s is %s; give %s".formatted(name, value, fix));
    }
  }
}
