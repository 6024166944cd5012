package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A worker belongs to the token that it registered with.
@StillServer
class WorkerTokensTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String TOKENS = "/api/v1/worker-tokens";

  @Autowired private HttpClients clients;
  @Autowired private TestFleet fleet;

  private final UUID worker = UUID.randomUUID();
  private final UUID incarnation = UUID.randomUUID();

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void anotherTokenNeitherSpeaksForAWorkerNorTakesItsName() {
    TestHttp owner = bearer(create("owner"));
    TestHttp other = bearer(create("other"));
    assertThat(register(owner, incarnation)).isEqualTo(200);

    assertThat(register(other, incarnation)).isEqualTo(403);
    assertThat(register(other, UUID.randomUUID())).isEqualTo(403);
    assertThat(beat(other)).isEqualTo(403);
    assertThat(other.post(path("telemetry"), telemetry()).status()).isEqualTo(403);
    assertThat(other.get(path("wake-up") + "?waitMillis=1&incarnation=" + incarnation).status())
        .isEqualTo(403);
    assertThat(beat(owner)).isEqualTo(200);
  }

  @Test
  void aRevokedTokenIsNotHeardAndItsWorkerGoesOnWithTheNext() {
    JsonNode created = create("revoked");
    TestHttp owner = bearer(created);
    TestHttp next = bearer(create("next"));
    assertThat(register(owner, incarnation)).isEqualTo(200);

    String id = created.get("token").get("id").asString();
    assertThat(clients.administrator().delete(TOKENS + "/" + id).status()).isEqualTo(204);

    assertThat(beat(owner)).isEqualTo(401);
    assertThat(register(next, UUID.randomUUID())).isEqualTo(200);
    assertThat(clients.administrator().get(TOKENS).text())
        .contains(id)
        .doesNotContain(created.get("secret").asString());
    assertThat(clients.administrator().delete(TOKENS + "/" + UUID.randomUUID()).status())
        .isEqualTo(404);
  }

  private JsonNode create(String name) {
    TestHttp.Answer answer =
        clients.administrator().post(TOKENS, "{\"name\":\"%s\"}".formatted(name));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer.json();
  }

  private TestHttp bearer(JsonNode created) {
    return clients.anonymous().with("Authorization", "Bearer " + created.get("secret").asString());
  }

  private int register(TestHttp sender, UUID newIncarnation) {
    RegisterWorker body = new RegisterWorker(worker, newIncarnation, "w", Map.of(), List.of());
    return sender.post("/worker/v1/workers", JSON.writeValueAsString(body)).status();
  }

  private int beat(TestHttp sender) {
    return sender
        .post(
            path("heartbeat"),
            "{\"incarnation\":\"%s\",\"attempts\":[],\"leaving\":false,\"problems\":[]}"
                .formatted(incarnation))
        .status();
  }

  private String telemetry() {
    return "{\"incarnation\":\"%s\",\"samples\":[]}".formatted(incarnation);
  }

  private String path(String what) {
    return "/worker/v1/workers/" + worker + "/" + what;
  }
}
