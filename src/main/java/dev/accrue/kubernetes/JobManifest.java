package dev.accrue.kubernetes;

import dev.accrue.api.worker.DeviceKind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Writes the objects of a placement: a Job whose pod runs a worker for one attempt under
/// Kubernetes' restricted profile, and the Secret that it owns.
final class JobManifest {

  static final String INSTANCE = "app.kubernetes.io/instance";
  static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  static final String PLACEMENT = "accrue.dev/placement";

  private static final String TOKEN_FILE = "token";
  private static final String SECRETS = "/run/secrets/accrue";

  /// As the images have it.
  private static final long USER = 10001;

  /// From the end of a worker's grace to the end of its process.
  private static final Duration LAST_WORDS = Duration.ofSeconds(20);

  private final KubernetesProperties properties;
  private final Placement placement;
  private final Pool pool;

  JobManifest(KubernetesProperties properties, Placement placement, Pool pool) {
    this.properties = properties;
    this.placement = placement;
    this.pool = pool;
  }

  /// By which an installation's own objects are found.
  static Map<String, String> ownLabels(KubernetesProperties properties) {
    return Map.of(MANAGED_BY, "accrue", INSTANCE, properties.instance());
  }

  private static Map<String, String> labels(KubernetesProperties properties, Placement placement) {
    Map<String, String> labels = new TreeMap<>(ownLabels(properties));
    labels.put("app.kubernetes.io/name", "accrue");
    // What network policies let reach the servers.
    labels.put("app.kubernetes.io/component", "worker");
    labels.put(PLACEMENT, placement.id().toString());
    labels.put("accrue.dev/job", placement.jobId().toString());
    return labels;
  }

  Job job() {
    Map<String, String> labels = labels(properties, placement);
    Optional<String> queue = properties.findQueue(placement.team());
    if (queue.isPresent()) {
      labels.put("kueue.x-k8s.io/queue-name", queue.get());
      properties.priorityClasses().keySet().stream()
          .filter(from -> from <= placement.priority())
          .max(Comparator.naturalOrder())
          .map(from -> properties.priorityClasses().get(from))
          .ifPresent(name -> labels.put("kueue.x-k8s.io/priority-class", name));
    }
    return new JobBuilder()
        .withNewMetadata()
        .withName(placement.name())
        .withNamespace(properties.namespace())
        .withLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withSuspend(queue.isPresent())
        .withParallelism(1)
        .withCompletions(1)
        // Another try is another attempt, with a fencing token of its own.
        .withBackoffLimit(0)
        .withPodReplacementPolicy("Failed")
        .withTtlSecondsAfterFinished((int) properties.ttlAfterFinished().toSeconds())
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels(properties, placement))
        .endMetadata()
        .withSpec(pod())
        .endTemplate()
        .endSpec()
        .build();
  }

  private PodSpec pod() {
    Map<String, String> nodeSelector = new TreeMap<>(pool.nodeSelector());
    nodeSelector.putAll(Selection.of(placement.selector()).nodeLabels());
    PodSpecBuilder pod =
        new PodSpecBuilder()
            .withRestartPolicy("Never")
            .withServiceAccountName(properties.serviceAccount())
            .withAutomountServiceAccountToken(false)
            .withEnableServiceLinks(false)
            .withTerminationGracePeriodSeconds(properties.stopGrace().plus(LAST_WORDS).toSeconds())
            .withNodeSelector(nodeSelector)
            .withNewSecurityContext()
            .withRunAsNonRoot(true)
            .withRunAsUser(USER)
            .withRunAsGroup(USER)
            .withFsGroup(USER)
            .withNewSeccompProfile()
            .withType("RuntimeDefault")
            .endSeccompProfile()
            .endSecurityContext()
            .withContainers(container());
    for (Pool.Toleration toleration : pool.tolerations()) {
      pod.addNewToleration()
          .withKey(toleration.key())
          .withOperator(toleration.operator())
          .withValue(toleration.value())
          .withEffect(toleration.effect())
          .endToleration();
    }
    return pod.addNewVolume()
        .withName("data")
        .withNewEmptyDir()
        .withSizeLimit(new Quantity(pool.scratch()))
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName("scratch")
        .withNewEmptyDir()
        .withSizeLimit(new Quantity("1Gi"))
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName("token")
        .withNewSecret()
        .withSecretName(placement.name())
        .endSecret()
        .endVolume()
        .build();
  }

  private Container container() {
    Map<String, Quantity> resources = resources();
    return new ContainerBuilder()
        .withName("worker")
        .withImage(pool.image())
        .withArgs(arguments())
        .withNewResources()
        .withRequests(resources)
        .withLimits(resources)
        .endResources()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName("data")
        .withMountPath("/var/lib/accrue")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("scratch")
        .withMountPath("/tmp")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("token")
        .withMountPath(SECRETS)
        .withReadOnly(true)
        .endVolumeMount()
        .build();
  }

  private List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server=" + properties.serverUrl(),
                "--token-file=" + SECRETS + "/" + TOKEN_FILE,
                "--worker-id=" + placement.workerId(),
                "--name=" + placement.workerName(),
                "--once",
                "--standby=0",
                "--stop-grace-seconds=" + properties.stopGrace().toSeconds()));
    arguments.add(pool.kind() == DeviceKind.CUDA ? "--gpus" : "--cpu-slots=" + placement.devices());
    new TreeMap<>(pool.labels())
        .forEach((key, value) -> arguments.add("--label=" + key + "=" + value));
    return arguments;
  }

  /// The same as requests and as limits, so that no pod lives on what another was promised.
  private Map<String, Quantity> resources() {
    Map<String, Quantity> resources = new LinkedHashMap<>();
    resources.put("cpu", times(pool.cpu()));
    resources.put("memory", times(pool.memory()));
    if (pool.kind() == DeviceKind.CUDA) {
      resources.put(pool.resource(), new Quantity(Integer.toString(placement.devices())));
    }
    return resources;
  }

  private Quantity times(String ofADevice) {
    BigDecimal all =
        new Quantity(ofADevice)
            .getNumericalAmount()
            .multiply(BigDecimal.valueOf(placement.devices()));
    return Quantity.fromNumericalAmount(all, Quantity.parse(ofADevice).getFormat());
  }

  /// Goes when its Job goes.
  static Secret secret(
      KubernetesProperties properties, Placement placement, String jobUid, String token) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(placement.name())
        .withNamespace(properties.namespace())
        .withLabels(labels(properties, placement))
        .withOwnerReferences(
            new OwnerReferenceBuilder()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(placement.name())
                .withUid(jobUid)
                .build())
        .endMetadata()
        .withType("Opaque")
        .addToStringData(TOKEN_FILE, token)
        .build();
  }
}
