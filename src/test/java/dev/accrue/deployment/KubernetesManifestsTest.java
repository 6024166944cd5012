package dev.accrue.deployment;

import static dev.accrue.deployment.Manifests.labels;
import static dev.accrue.deployment.Manifests.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.deployment.Manifests.Manifest;
import dev.accrue.testing.ServerRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// What `k8s` says fits together, so that no typing error waits for somebody's cluster.
class KubernetesManifestsTest {

  private static List<Manifest> workloads() {
    return Manifests.workloads();
  }

  private static List<Manifest> kustomizations() {
    return ofKind("Kustomization");
  }

  private static List<Manifest> selecting() {
    return Stream.of("Service", "PodDisruptionBudget", "NetworkPolicy")
        .flatMap(kind -> ofKind(kind).stream())
        .toList();
  }

  private static List<Manifest> ofKind(String kind) {
    return Manifests.all().stream().filter(it -> it.kind().equals(kind)).toList();
  }

  @Test
  void everyDocumentSaysWhatItIs() {
    assertThat(Manifests.all()).hasSizeGreaterThan(30);
    for (Manifest manifest : Manifests.all()) {
      assertThat(manifest.content().path("apiVersion").asString(""))
          .as("%s", manifest)
          .isNotBlank();
      assertThat(manifest.kind()).as("%s", manifest).isNotBlank();
      assertThat(manifest.kind().equals("Kustomization") || !manifest.name().isBlank())
          .as("%s", manifest)
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("kustomizations")
  void whatIsPutTogetherIsThere(Manifest kustomization) {
    Path folder = kustomization.file().getParent();
    JsonNode content = kustomization.content();
    List<String> paths = new ArrayList<>();
    for (String list : List.of("resources", "configurations", "components")) {
      content.path(list).forEach(path -> paths.add(path.asString()));
    }
    content.path("patches").forEach(patch -> paths.add(patch.path("path").asString("")));
    content
        .path("configMapGenerator")
        .forEach(map -> map.path("files").forEach(file -> paths.add(file.asString())));

    assertThat(paths).isNotEmpty().allSatisfy(path -> assertThat(folder.resolve(path)).exists());
    content
        .path("secretGenerator")
        .forEach(secret ->
            secret
                .path("files")
                .forEach(file ->
                    assertThat(Manifests.madeSecrets())
                        .contains(file.asString().replaceFirst(".*=secrets/", ""))));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void podsMayDoNothingThatTheyNeedNot(Manifest workload) {
    JsonNode spec = pod(workload).get("spec");
    assertThat(spec.path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(spec.path("securityContext").path("runAsNonRoot").asBoolean(false)).isTrue();
    assertThat(spec.path("securityContext").path("seccompProfile").path("type").asString(""))
        .isEqualTo("RuntimeDefault");
    for (JsonNode container : spec.get("containers")) {
      assertHarmless(container);
      assertThat(container.has("readinessProbe")).isTrue();
    }
  }

  private static void assertHarmless(JsonNode container) {
    JsonNode context = container.path("securityContext");
    assertThat(context.path("readOnlyRootFilesystem").asBoolean(false)).isTrue();
    assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(context.path("capabilities").path("drop").toString()).isEqualTo("[\"ALL\"]");
    assertThat(container.path("resources").path("limits").has("memory")).isTrue();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void whatPodsReferToIsThere(Manifest workload) {
    JsonNode spec = pod(workload).get("spec");
    Set<String> volumes = new TreeSet<>();
    for (JsonNode volume : spec.path("volumes")) {
      volumes.add(volume.get("name").asString());
      if (volume.has("secret")) {
        assertThat(generatedSecrets()).contains(volume.get("secret").get("secretName").asString());
      }
    }
    workload
        .content()
        .get("spec")
        .path("volumeClaimTemplates")
        .forEach(claim -> volumes.add(claim.get("metadata").get("name").asString()));
    for (JsonNode container : spec.get("containers")) {
      container
          .path("volumeMounts")
          .forEach(mount -> assertThat(volumes).contains(mount.get("name").asString()));
      container
          .path("envFrom")
          .forEach(from ->
              assertThat(ofKind("ConfigMap"))
                  .extracting(Manifest::name)
                  .contains(from.get("configMapRef").get("name").asString()));
    }
    String account = spec.path("serviceAccountName").asString("");
    if (!account.isEmpty()) {
      assertThat(ofKind("ServiceAccount")).extracting(Manifest::name).contains(account);
    }
  }

  private static Set<String> generatedSecrets() {
    return kustomizations().stream()
        .flatMap(it -> it.content().path("secretGenerator").valueStream())
        .map(it -> it.get("name").asString())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void aWorkloadSelectsItsOwnPodsAndAProbeAsksAPortThatIsOpen(Manifest workload) {
    JsonNode selector = workload.content().get("spec").get("selector").get("matchLabels");
    assertThat(labels(pod(workload).get("metadata").get("labels")))
        .containsAllEntriesOf(labels(selector));
    for (JsonNode container : pod(workload).get("spec").get("containers")) {
      List<String> ports =
          container.path("ports").valueStream().map(it -> it.get("name").asString()).toList();
      for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
        JsonNode get = container.path(probe).path("httpGet");
        assertThat(get.isMissingNode() || ports.contains(get.get("port").asString()))
            .as(probe)
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("selecting")
  void whatSelectsPodsFindsSome(Manifest manifest) {
    JsonNode spec = manifest.content().get("spec");
    JsonNode selector =
        switch (manifest.kind()) {
          case "Service" -> spec.get("selector");
          case "NetworkPolicy" -> spec.get("podSelector").path("matchLabels");
          default -> spec.get("selector").get("matchLabels");
        };
    Map<String, String> wanted = labels(selector);

    assertThat(workloads())
        .anySatisfy(workload ->
            assertThat(labels(pod(workload).get("metadata").get("labels")))
                .containsAllEntriesOf(wanted));
  }

  @Test
  void workersHaveMoreTimeToEndThanTheyGiveTheirJobs() {
    for (Manifest workload : workloads()) {
      String arguments = pod(workload).get("spec").get("containers").get(0).path("args").toString();
      if (arguments.contains("--stop-grace-seconds=")) {
        int grace = Integer.parseInt(arguments.replaceAll(".*--stop-grace-seconds=(\\d+).*", "$1"));
        assertThat(pod(workload).get("spec").get("terminationGracePeriodSeconds").asInt())
            .as("%s", workload)
            .isGreaterThanOrEqualTo(grace + 10);
      }
    }
  }

  @Test
  void imagesAreThoseThatAreBuiltHereOrPublic() {
    List<String> images =
        workloads().stream()
            .map(it -> pod(it).get("spec").get("containers").get(0).get("image").asString())
            .toList();

    assertThat(images)
        .isSubsetOf("accrue-server", "accrue-worker", "accrue-gpu-worker", "postgres:17");
    assertThat(Files.exists(Path.of("Dockerfile.gpu"))).isTrue();
  }

  /// As with `docker-compose.yml`, so that the audit log is safe from it.
  @Test
  void theServerOfTheSingleNodeOwnsNoTables() {
    Path overlay = Manifests.KUBERNETES.resolve("overlays/single-node");
    List<JsonNode> patches = Manifests.read(overlay.resolve("server-role.yaml"));
    JsonNode settings = patches.get(0).get("data");
    JsonNode pod = patches.get(1).get("spec").get("template").get("spec");
    JsonNode maker = pod.get("initContainers").get(0);
    JsonNode secrets =
        Manifests.read(overlay.resolve("kustomization.yaml")).get(0).get("secretGenerator");

    assertThat(settings.get("SPRING_DATASOURCE_USERNAME").asString()).isEqualTo(ServerRole.NAME);
    assertThat(settings.get("SPRING_FLYWAY_USER").asString()).isEqualTo("accrue");
    assertThat(secrets.get(0).get("files").valueStream().map(JsonNode::asString))
        .contains(
            "spring.datasource.password=secrets/server-password",
            "spring.flyway.password=secrets/postgres-password");
    assertThat(maker.get("args").get(0).asString()).contains("--file=/etc/accrue/server-role.sql");
    assertHarmless(maker);
    assertThat(pod.get("volumes").valueStream().map(it -> it.get("name").asString()))
        .containsAll(
            maker.get("volumeMounts").valueStream().map(it -> it.get("name").asString()).toList());
    assertThat(overlay.resolve("server-role.sql"))
        .hasSameTextualContentAs(Path.of("docker/server-role.sql"));
  }

  /// Servers see and change what they make, and list no secrets.
  @Test
  void rightsAreNoMoreThanWhatServersDo() {
    List<String> rights =
        ofKind("Role").stream()
            .flatMap(role -> role.content().get("rules").valueStream())
            .map(rule -> rule.get("resources") + " " + rule.get("verbs"))
            .toList();
    assertThat(rights)
        .containsExactlyInAnyOrder(
            "[\"jobs\"] [\"create\",\"delete\",\"list\",\"watch\"]",
            "[\"pods\"] [\"list\",\"watch\"]",
            "[\"secrets\"] [\"create\",\"get\",\"update\"]",
            "[\"workloads\"] [\"list\"]");
    assertThat(ofKind("ClusterRole")).isEmpty();
    for (Manifest binding : ofKind("RoleBinding")) {
      assertThat(ofKind("Role"))
          .extracting(Manifest::name)
          .contains(binding.content().get("roleRef").get("name").asString());
      for (JsonNode subject : binding.content().get("subjects")) {
        assertThat(subject.get("kind").asString()).isEqualTo("ServiceAccount");
        assertThat(subject.get("name").asString()).isEqualTo("accrue-server");
      }
    }
  }
}
