package dev.accrue.kubernetes;

import dev.accrue.testing.SettableClock;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/// The nodes of a cluster with their pods, as time passes.
final class PlayedNodes {

  private final PlayedCluster cluster;
  private final Pods pods;
  private final SettableClock clock;
  private final RandomGenerator random;
  private final Map<String, PlayedWorker> workers = new HashMap<>();
  private final Set<String> stuck = new HashSet<>();

  PlayedNodes(PlayedCluster cluster, Pods pods, SettableClock clock, RandomGenerator random) {
    this.cluster = cluster;
    this.pods = pods;
    this.clock = clock;
    this.random = random;
    cluster.onEnd(this::end);
  }

  private void end(Pod pod) {
    PlayedWorker worker = workers.remove(pod.getMetadata().getName());
    if (worker != null) {
      worker.leave();
    }
  }

  /// What happens by itself: pods that were deleted end, those that are new start, workers work.
  void live() {
    List<Pod> there = cluster.pods();
    Set<String> names = new HashSet<>();
    there.forEach(pod -> names.add(pod.getMetadata().getName()));
    stuck.retainAll(names);
    for (Pod pod : there) {
      String name = pod.getMetadata().getName();
      String phase = pod.getStatus().getPhase();
      if (phase.equals("Pending") && !stuck.contains(name)) {
        start(pod);
      } else if (phase.equals("Running") && workers.containsKey(name)) {
        work(workers.get(name), pod);
      }
    }
  }

  private void start(Pod pod) {
    int luck = random.nextInt(10);
    if (luck == 0) {
      cluster.cannotSchedule(pod, "0/2 nodes are available");
    } else if (luck == 1) {
      stuck.add(pod.getMetadata().getName());
      cluster.waitOnNode(pod, clock.instant(), "ImagePullBackOff", "no such image");
    } else if (luck > 3) {
      findJob(pod).ifPresent(job -> start(pod, job));
    }
  }

  private void start(Pod pod, Job job) {
    String name = pod.getMetadata().getName();
    if (cluster.hasSecret(job)) {
      cluster.run(pod, clock.instant());
      workers.put(name, new PlayedWorker(pods, job, name));
    } else {
      // A volume that cannot be mounted is not in a pod's status.
      stuck.add(name);
      cluster.waitOnNode(pod, clock.instant(), "ContainerCreating", "");
    }
  }

  private void work(PlayedWorker worker, Pod pod) {
    worker.live(random);
    if (worker.over()) {
      workers.remove(worker.pod());
      findJob(pod).ifPresent(cluster::complete);
    }
  }

  private Optional<Job> findJob(Pod pod) {
    String uid = pod.getMetadata().getOwnerReferences().getFirst().getUid();
    return cluster.jobs().stream()
        .filter(job -> job.getMetadata().getUid().equals(uid) && !PlayedCluster.finished(job))
        .findFirst();
  }

  private Optional<PlayedWorker> anyWorker() {
    return workers.values().stream()
        .sorted(Comparator.comparing(PlayedWorker::pod))
        .skip(workers.isEmpty() ? 0 : random.nextInt(workers.size()))
        .findFirst();
  }

  /// The pod's place is needed: with time to save, or without.
  boolean evict(boolean grace) {
    return take((worker, job) -> {
      if (grace) {
        worker.leave();
      }
      cluster.disrupt(job, "EvictionByEvictionAPI", "the node is drained");
    });
  }

  boolean killForMemory() {
    return take((worker, job) -> cluster.killContainer(job, "OOMKilled", 137));
  }

  boolean deleteJob() {
    return take((worker, job) -> {
      workers.put(worker.pod(), worker);
      cluster.delete(job);
    });
  }

  /// Somebody deletes the Secret of a pod that has not started.
  boolean deleteSecret() {
    Optional<Secret> secret =
        cluster.secrets().stream()
            .filter(it -> workers.keySet().stream().noneMatch(pod -> pod.startsWith(name(it))))
            .findFirst();
    secret.ifPresent(cluster::delete);
    return secret.isPresent();
  }

  private static String name(Secret secret) {
    return secret.getMetadata().getName();
  }

  /// The pod seems to run, and nobody hears of its worker again.
  Optional<PlayedWorker> lose() {
    Optional<PlayedWorker> lost = anyWorker();
    lost.ifPresent(worker -> workers.remove(worker.pod()));
    return lost;
  }

  private boolean take(BiConsumer<PlayedWorker, Job> blow) {
    Optional<PlayedWorker> victim = anyWorker();
    Optional<Job> job =
        victim.flatMap(worker ->
            cluster.pods().stream()
                .filter(pod -> pod.getMetadata().getName().equals(worker.pod()))
                .findFirst()
                .flatMap(this::findJob));
    if (victim.isEmpty() || job.isEmpty()) {
      return false;
    }
    workers.remove(victim.get().pod());
    blow.accept(victim.get(), job.get());
    return true;
  }
}
