package dev.accrue.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What Kueue says of the Jobs that it was given. It keeps a Workload for each, which that Job
/// owns.
final class KueueWorkloads {

  static final ResourceDefinitionContext WORKLOADS =
      new ResourceDefinitionContext.Builder()
          .withGroup("kueue.x-k8s.io")
          .withVersion("v1beta1")
          .withKind("Workload")
          .withPlural("workloads")
          .withNamespaced(true)
          .build();

  private final KubernetesClient client;
  private final KubernetesProperties properties;

  KueueWorkloads(KubernetesClient client, KubernetesProperties properties) {
    this.client = client;
    this.properties = properties;
  }

  /// By the Job's uid: why it is not admitted, or no longer. Empty where Kueue cannot be asked; the
  /// Jobs themselves say enough to go on.
  Map<String, String> waits() {
    try {
      Map<String, String> waits = new HashMap<>();
      client
          .genericKubernetesResources(WORKLOADS)
          .inNamespace(properties.namespace())
          .list()
          .getItems()
          .forEach(workload -> read(workload, waits));
      return waits;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
          || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return Map.of();
      }
      throw e;
    }
  }

  private static void read(GenericKubernetesResource workload, Map<String, String> waits) {
    List<Map<String, Object>> conditions = workload.get("status", "conditions");
    if (conditions == null) {
      return;
    }
    for (Map<String, Object> condition : conditions) {
      String type = String.valueOf(condition.get("type"));
      String status = String.valueOf(condition.get("status"));
      boolean waiting =
          (type.equals("QuotaReserved") && status.equals("False"))
              || (type.equals("Evicted") && status.equals("True"));
      if (waiting && condition.get("message") != null) {
        for (OwnerReference owner : workload.getMetadata().getOwnerReferences()) {
          waits.put(owner.getUid(), String.valueOf(condition.get("message")));
        }
      }
    }
  }
}
