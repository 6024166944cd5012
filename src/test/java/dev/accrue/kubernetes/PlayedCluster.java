package dev.accrue.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A cluster of which the API server is real enough to speak HTTP and to keep what it is given, and
/// everything behind it is played: controllers, when a test calls `control`, and nodes, when it
/// says what becomes of a pod.
final class PlayedCluster implements AutoCloseable {

  static final String NAMESPACE = "accrue";

  /// The cluster itself is always answered.
  private static final String OWN_AGENT = "played-cluster";

  private final Refusing dispatcher = new Refusing();
  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(), new MockWebServer(), new HashMap<>(), dispatcher, false);
  private final KubernetesClient client;
  private Consumer<Pod> ending = _ -> {};
  private int pods;

  PlayedCluster() {
    server.init();
    client = newClient(OWN_AGENT);
  }

  /// Answers as it should, or refuses.
  private static final class Refusing extends Dispatcher {

    private final KubernetesCrudDispatcher cluster = new KubernetesCrudDispatcher();
    private volatile int refusal;
    private volatile String refused = "";
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String line = request.getMethod() + " " + request.getPath();
      String agent = String.valueOf(request.getHeader("User-Agent"));
      if (!agent.equals(OWN_AGENT)) {
        asked.add(line);
      }
      boolean own = agent.equals(OWN_AGENT);
      if (refusal != 0 && !own && line.startsWith(refused)) {
        return new MockResponse()
            .setResponseCode(refusal)
            .setBody(
                """
                {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": %d,
                 "message": "the test says no"}
                """
                    .formatted(refusal));
      }
      return cluster.dispatch(request);
    }
  }

  KubernetesClient newClient(String agent) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withMasterUrl(address())
                .withRequestRetryBackoffLimit(0)
                .withUserAgent(agent)
                .build())
        .build();
  }

  /// Told of each pod that controllers end, before it is gone.
  void onEnd(Consumer<Pod> listener) {
    ending = listener;
  }

  String address() {
    return server.url("/");
  }

  KubernetesClient client() {
    return client;
  }

  /// Answers every request with this status that begins so, such as `POST`.
  void refuse(int status, String requests) {
    dispatcher.refused = requests;
    dispatcher.refusal = status;
  }

  /// All that anybody but the cluster itself has asked.
  Set<String> asked() {
    return dispatcher.asked;
  }

  void answerAgain() {
    dispatcher.refusal = 0;
  }

  List<Job> jobs() {
    return client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems();
  }

  Job onlyJob() {
    List<Job> jobs = jobs();
    if (jobs.size() != 1) {
      throw new AssertionError("expected one Job, found " + jobs.size());
    }
    return jobs.getFirst();
  }

  List<Pod> pods() {
    return client.pods().inNamespace(NAMESPACE).list().getItems();
  }

  List<Secret> secrets() {
    return client.secrets().inNamespace(NAMESPACE).list().getItems();
  }

  /// Whether a pod of the Job could mount its Secret.
  boolean hasSecret(Job job) {
    return client.secrets().inNamespace(NAMESPACE).withName(job.getMetadata().getName()).get()
        != null;
  }

  /// The pods of a Job.
  List<Pod> podsOf(Job job) {
    return pods().stream().filter(pod -> ownedBy(pod, job.getMetadata().getUid())).toList();
  }

  Pod onlyPod() {
    List<Pod> pods = pods();
    if (pods.size() != 1) {
      throw new AssertionError("expected one pod, found " + pods.size());
    }
    return pods.getFirst();
  }

  private static boolean ownedBy(HasMetadata object, String uid) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(uid));
  }

  /// What controllers do: what nobody owns any more goes, a Job that is not suspended gets its pod,
  /// a suspended one loses it.
  void control() {
    Set<String> uids =
        jobs().stream().map(job -> job.getMetadata().getUid()).collect(Collectors.toSet());
    secrets().stream().filter(it -> orphan(it, uids)).forEach(this::delete);
    pods().stream().filter(it -> orphan(it, uids)).forEach(this::end);
    for (Job job : jobs()) {
      List<Pod> own = podsOf(job);
      boolean suspended = Boolean.TRUE.equals(job.getSpec().getSuspend());
      if (suspended) {
        own.forEach(this::end);
      } else if (own.isEmpty() && !finished(job)) {
        startPod(job);
      }
    }
  }

  private static boolean orphan(HasMetadata object, Set<String> uids) {
    return !object.getMetadata().getOwnerReferences().isEmpty()
        && uids.stream().noneMatch(uid -> ownedBy(object, uid));
  }

  static boolean finished(Job job) {
    return job.getStatus() != null && !job.getStatus().getConditions().isEmpty();
  }

  private void startPod(Job job) {
    Pod pod =
        new PodBuilder()
            .withNewMetadataLike(job.getSpec().getTemplate().getMetadata())
            .withName("%s-%d".formatted(job.getMetadata().getName(), ++pods))
            .withNamespace(NAMESPACE)
            .addNewOwnerReference()
            .withApiVersion("batch/v1")
            .withKind("Job")
            .withController(true)
            .withName(job.getMetadata().getName())
            .withUid(job.getMetadata().getUid())
            .endOwnerReference()
            .endMetadata()
            .withSpec(job.getSpec().getTemplate().getSpec())
            .withNewStatus()
            .withPhase("Pending")
            .endStatus()
            .build();
    client.resource(pod).create();
  }

  private void end(Pod pod) {
    ending.accept(pod);
    delete(pod);
  }

  void delete(HasMetadata object) {
    client.resource(object).delete();
  }

  /// The scheduler finds no node.
  void cannotSchedule(Pod pod, String message) {
    change(
        pod,
        status ->
            status.withConditions(
                new PodConditionBuilder()
                    .withType("PodScheduled")
                    .withStatus("False")
                    .withReason("Unschedulable")
                    .withMessage(message)
                    .build()));
  }

  /// A node takes the pod, and its container is in this state.
  void waitOnNode(Pod pod, Instant since, String reason, String message) {
    change(
        pod,
        status ->
            onNode(status, since)
                .addNewContainerStatus()
                .withName("worker")
                .withState(
                    new ContainerStateBuilder()
                        .withNewWaiting()
                        .withReason(reason)
                        .withMessage(message)
                        .endWaiting()
                        .build())
                .endContainerStatus());
  }

  void run(Pod pod, Instant since) {
    change(pod, status -> onNode(status, since).withPhase("Running"));
  }

  private static PodStatusBuilder onNode(PodStatusBuilder status, Instant since) {
    return status.withConditions(
        new PodConditionBuilder()
            .withType("PodScheduled")
            .withStatus("True")
            .withLastTransitionTime(since.toString())
            .build());
  }

  /// The pod fails for its own sake, and its Job with it.
  void fail(Job job, String reason, String message) {
    podsOf(job)
        .forEach(pod ->
            change(
                pod, status -> status.withPhase("Failed").withReason(reason).withMessage(message)));
    finish(job, "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
  }

  /// The container of the pod was killed.
  void killContainer(Job job, String reason, int exitCode) {
    podsOf(job)
        .forEach(pod ->
            change(
                pod,
                status ->
                    status
                        .withPhase("Failed")
                        .addNewContainerStatus()
                        .withName("worker")
                        .withState(
                            new ContainerStateBuilder()
                                .withNewTerminated()
                                .withReason(reason)
                                .withExitCode(exitCode)
                                .endTerminated()
                                .build())
                        .endContainerStatus()));
    finish(job, "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
  }

  /// The cluster needs the pod's place.
  void disrupt(Job job, String reason, String message) {
    podsOf(job)
        .forEach(pod ->
            change(
                pod,
                status ->
                    status
                        .withPhase("Failed")
                        .addNewCondition()
                        .withType("DisruptionTarget")
                        .withStatus("True")
                        .withReason(reason)
                        .withMessage(message)
                        .endCondition()));
    finish(job, "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit");
  }

  /// The pod has done its work.
  void complete(Job job) {
    podsOf(job).forEach(pod -> change(pod, status -> status.withPhase("Succeeded")));
    finish(job, "Complete", "CompletionsReached", "Reached expected number of succeeded pods");
  }

  private void finish(Job job, String type, String reason, String message) {
    client
        .resource(
            new JobBuilder(current(job))
                .editOrNewStatus()
                .addNewCondition()
                .withType(type)
                .withStatus("True")
                .withReason(reason)
                .withMessage(message)
                .endCondition()
                .endStatus()
                .build())
        .update();
  }

  /// As Kueue does.
  void suspend(Job job, boolean suspended) {
    client
        .resource(new JobBuilder(current(job)).editSpec().withSuspend(suspended).endSpec().build())
        .update();
  }

  /// What Kueue says of a Job in the Workload that it keeps of it.
  void workload(Job job, String condition, String status, String message) {
    GenericKubernetesResource workload =
        new GenericKubernetesResourceBuilder()
            .withApiVersion("kueue.x-k8s.io/v1beta1")
            .withKind("Workload")
            .withNewMetadata()
            .withName("job-" + job.getMetadata().getName())
            .withNamespace(NAMESPACE)
            .addNewOwnerReference()
            .withApiVersion("batch/v1")
            .withKind("Job")
            .withName(job.getMetadata().getName())
            .withUid(job.getMetadata().getUid())
            .endOwnerReference()
            .endMetadata()
            .addToAdditionalProperties(
                "status",
                Map.of(
                    "conditions",
                    List.of(Map.of("type", condition, "status", status, "message", message))))
            .build();
    client
        .genericKubernetesResources(KueueWorkloads.WORKLOADS)
        .inNamespace(NAMESPACE)
        .resource(workload)
        .create();
  }

  private Job current(Job job) {
    return client.resource(job).get();
  }

  private void change(Pod pod, Consumer<PodStatusBuilder> change) {
    Pod current = client.resource(pod).get();
    PodStatus before = current.getStatus();
    PodStatusBuilder status =
        before == null ? new PodStatusBuilder() : new PodStatusBuilder(before);
    change.accept(status);
    client.resource(new PodBuilder(current).withStatus(status.build()).build()).update();
  }

  /// Makes a Job like this one, of another placement and installation.
  void copy(Job job, UUID placement, String instance) {
    client
        .resource(
            new JobBuilder(job)
                .editMetadata()
                .withName(Placement.nameOf(placement))
                .withUid(null)
                .withResourceVersion(null)
                .addToLabels(JobManifest.PLACEMENT, placement.toString())
                .addToLabels(JobManifest.INSTANCE, instance)
                .endMetadata()
                .build())
        .create();
  }

  static UUID placement(Job job) {
    return UUID.fromString(job.getMetadata().getLabels().get(JobManifest.PLACEMENT));
  }

  /// Empties it.
  void clear() {
    ending = _ -> {};
    client.genericKubernetesResources(KueueWorkloads.WORKLOADS).inNamespace(NAMESPACE).delete();
    answerAgain();
    jobs().forEach(this::delete);
    pods().forEach(this::delete);
    secrets().forEach(this::delete);
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
