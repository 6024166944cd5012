package dev.accrue.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.deployment.Manifests.Manifest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Fields of `k8s` are those that Kubernetes has, of the types that they have there. Whole objects
/// are read into classes that were generated from its published schemas, and nothing may be left
/// over; parts that Kustomize puts together are not whole. Kueue's and Prometheus' kinds have no
/// such classes here.
class KubernetesSchemaTest {

  private static final Set<String> FOREIGN =
      Set.of("kueue.x-k8s.io", "monitoring.coreos.com", "kustomize.config.k8s.io");
  private static final KubernetesSerialization READER = new KubernetesSerialization();

  private static List<Manifest> known() {
    return Manifests.all().stream()
        .filter(it -> {
          String version = it.content().path("apiVersion").asString("");
          return !version.isEmpty() && FOREIGN.stream().noneMatch(version::startsWith);
        })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("known")
  void everyFieldIsOneThatKubernetesHas(Manifest manifest) {
    Object read = READER.unmarshal(manifest.content().toString());

    assertThat(read)
        .isInstanceOf(HasMetadata.class)
        .isNotInstanceOf(GenericKubernetesResource.class);
    assertThat(leftOver(read, manifest.kind())).isEmpty();
  }

  @Test
  void aMistypedFieldIsFound() {
    String mistyped =
        """
        {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "it"},
         "spec": {"template": {"spec": {"containers": [{"name": "it", "imagePullPolice": "Always"}]}}}}
        """;
    assertThat(leftOver(READER.unmarshal(mistyped), "Job"))
        .singleElement()
        .asString()
        .endsWith("imagePullPolice");
  }

  private static List<String> leftOver(Object value, String path) {
    List<String> found = new ArrayList<>();
    walk(value, path, found);
    return found;
  }

  private static void walk(Object value, String path, List<String> found) {
    if (value instanceof Collection<?> all) {
      all.forEach(it -> walk(it, path + "[]", found));
    } else if (value instanceof Map<?, ?> all) {
      all.forEach((key, it) -> walk(it, path + "." + key, found));
    } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
      for (Method method : value.getClass().getMethods()) {
        if (method.getName().startsWith("get")
            && method.getParameterCount() == 0
            && method.getDeclaringClass() == value.getClass()) {
          look(value, method, path, found);
        }
      }
    }
  }

  private static void look(Object value, Method getter, String path, List<String> found) {
    Object field;
    try {
      field = getter.invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(path, e);
    }
    if (!getter.getName().equals("getAdditionalProperties")) {
      walk(field, path + "." + getter.getName().substring(3), found);
    } else if (field instanceof Map<?, ?> more) {
      more.keySet().forEach(key -> found.add(path + "." + key));
    }
  }
}
