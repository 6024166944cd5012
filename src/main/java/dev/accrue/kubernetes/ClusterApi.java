package dev.accrue.kubernetes;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the reconciler asks of the cluster's API server. Everything throws what the client throws
/// where the server does not answer, or refuses.
final class ClusterApi implements AutoCloseable {

  /// What is asked for is not valid there.
  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;
  private final KubernetesProperties properties;
  private final Map<String, String> own;
  private final KueueWorkloads workloads;

  ClusterApi(KubernetesClient client, KubernetesProperties properties) {
    this.client = client;
    this.properties = properties;
    this.own = JobManifest.ownLabels(properties);
    this.workloads = new KueueWorkloads(client, properties);
  }

  /// What there is of every placement, by its id. Jobs and pods are read one after the other: what
  /// changes between is seen the next time.
  Map<UUID, Seen> look() {
    Map<UUID, Seen.SeenJob> jobs = new HashMap<>();
    Map<UUID, List<Seen.SeenPod>> pods = new HashMap<>();
    Map<UUID, String> waits = new HashMap<>();
    Map<String, String> admissions = properties.queue() == null ? Map.of() : workloads.waits();
    for (Job job :
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(properties.namespace())
            .withLabels(own)
            .list()
            .getItems()) {
      UUID id = placement(job);
      if (id != null) {
        jobs.put(id, SeenReader.job(job));
        waits.put(id, admissions.get(job.getMetadata().getUid()));
      }
    }
    for (Pod pod :
        client.pods().inNamespace(properties.namespace()).withLabels(own).list().getItems()) {
      UUID id = placement(pod);
      if (id != null) {
        pods.computeIfAbsent(id, _ -> new ArrayList<>()).add(SeenReader.pod(pod));
      }
    }
    Map<UUID, Seen> seen = new HashMap<>();
    jobs.forEach(
        (id, job) -> seen.put(id, new Seen(job, pods.getOrDefault(id, List.of()), waits.get(id))));
    pods.forEach((id, left) -> seen.putIfAbsent(id, new Seen(null, left, null)));
    return seen;
  }

  /// Null for an object that carries our labels and no placement: it is somebody else's work.
  private static @Nullable UUID placement(HasMetadata object) {
    String id = object.getMetadata().getLabels().get(JobManifest.PLACEMENT);
    try {
      return id == null ? null : UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// Makes the Job, unless it is there: its name is its placement's, so it is the same one.
  ///
  /// @return its uid; empty where it was there
  Optional<String> create(Job job) {
    try {
      return Optional.of(client.resource(job).create().getMetadata().getUid());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Makes the Secret, or gives it another value.
  void put(Secret secret) {
    client.resource(secret).createOr(NonDeletingOperation::update);
  }

  /// Deletes the Job, and by its owner references all that belongs to it.
  void delete(UUID placement) {
    var _ =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(properties.namespace())
            .withName(Placement.nameOf(placement))
            .withPropagationPolicy(DeletionPropagation.BACKGROUND)
            .delete();
  }

  /// Whether the server answered, and no to this one request: trying again soon will not help.
  static boolean refused(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
        || e.getCode() == HttpURLConnection.HTTP_BAD_REQUEST
        // The namespace, or the kind.
        || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
        || e.getCode() == UNPROCESSABLE;
  }

  /// Says so whenever something changes, until one of both watches ends.
  ///
  /// @param ended is told that a watch has ended, so that something may have been missed
  List<Watch> watch(Runnable changed, Runnable ended) {
    List<Watch> watches = new ArrayList<>();
    try {
      watches.add(
          client
              .batch()
              .v1()
              .jobs()
              .inNamespace(properties.namespace())
              .withLabels(own)
              .watch(new Teller<>(changed, ended)));
      watches.add(
          client
              .pods()
              .inNamespace(properties.namespace())
              .withLabels(own)
              .watch(new Teller<>(changed, ended)));
      return watches;
    } catch (RuntimeException e) {
      watches.forEach(Watch::close);
      throw e;
    }
  }

  private record Teller<T>(Runnable changed, Runnable ended) implements Watcher<T> {

    @Override
    public void eventReceived(Action action, T object) {
      changed.run();
    }

    @Override
    public void onClose(WatcherException cause) {
      ended.run();
    }

    @Override
    public void onClose() {
      ended.run();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
