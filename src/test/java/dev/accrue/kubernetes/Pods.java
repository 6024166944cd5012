package dev.accrue.kubernetes;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestWorker;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/// Workers as pods would start them: by what stands in the Job, with what stands in its Secret.
final class Pods {

  private static final JsonMapper JSON = new JsonMapper();

  private final PlayedCluster cluster;
  private final HttpClients clients;

  Pods(PlayedCluster cluster, HttpClients clients) {
    this.cluster = cluster;
    this.clients = clients;
  }

  /// Starts the worker of the Job's pod, which has to be let in.
  TestWorker start(Job job) {
    UUID incarnation = UUID.randomUUID();
    TestHttp http = http(job);
    UUID id = UUID.fromString(argument(job, "--worker-id"));
    TestHttp.Answer answer = register(job, http, incarnation);
    if (answer.status() != 200) {
      throw new AssertionError("the worker was refused: " + answer);
    }
    return new TestWorker(id, incarnation, http, clients.anonymous());
  }

  TestHttp.Answer register(Job job, TestHttp http, UUID incarnation) {
    int slots = Integer.parseInt(argument(job, "--cpu-slots"));
    List<DeviceInfo> devices =
        IntStream.range(0, slots)
            .mapToObj(ordinal -> DeviceInfo.cpuSlot(ordinal, "slot", 1L << 30, 1))
            .toList();
    RegisterWorker body =
        new RegisterWorker(
            UUID.fromString(argument(job, "--worker-id")),
            incarnation,
            argument(job, "--name"),
            Map.of(),
            devices);
    return http.post("/worker/v1/workers", JSON.writeValueAsString(body));
  }

  /// A client with the token in the Job's Secret.
  TestHttp http(Job job) {
    Secret secret =
        cluster
            .client()
            .secrets()
            .inNamespace(PlayedCluster.NAMESPACE)
            .withName(job.getMetadata().getName())
            .get();
    return clients.anonymous().with("Authorization", "Bearer " + token(secret));
  }

  /// A real API server keeps it in Base64 only.
  static String token(Secret secret) {
    return secret.getStringData() == null || secret.getStringData().isEmpty()
        ? new String(
            Base64.getDecoder().decode(secret.getData().get("token")), StandardCharsets.UTF_8)
        : Objects.requireNonNull(secret.getStringData().get("token"));
  }

  static String argument(Job job, String name) {
    return job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs().stream()
        .filter(it -> it.startsWith(name + "="))
        .map(it -> it.substring(name.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the pod has no argument " + name));
  }
}
