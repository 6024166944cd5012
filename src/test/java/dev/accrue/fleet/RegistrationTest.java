package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.DeviceKind;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.RegisterWorker;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@StillServer
class RegistrationTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final DeviceInfo GPU =
      new DeviceInfo(
          0, DeviceKind.CUDA, "NVIDIA A100", 80L << 30, 4, "GPU-8f3c1a2e-0000", "580.65.06");

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  private final UUID id = UUID.randomUUID();

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void everybodySeesLabelsAndDevices() {
    assertThat(register(UUID.randomUUID(), Map.of("gpu", "a100", "rack.eu/row", "7"), GPU).status())
        .isEqualTo(200);

    UUID team = clients.newTeam("t" + System.nanoTime());
    TestHttp viewer = clients.newMember(team, "v" + System.nanoTime(), "VIEWER");
    JsonNode worker = viewer.get("/api/v1/workers").json().get(0);

    assertThat(worker.get("labels").get("gpu").stringValue()).isEqualTo("a100");
    assertThat(worker.get("labels").get("rack.eu/row").stringValue()).isEqualTo("7");
    JsonNode device = worker.get("devices").get(0);
    assertThat(device.get("uuid").stringValue()).isEqualTo(GPU.uuid());
    assertThat(device.get("driver").stringValue()).isEqualTo(GPU.driver());
    assertThat(device.get("busy").booleanValue()).isFalse();
  }

  @Test
  void aNewStartReplacesLabelsAndDevices() {
    register(UUID.randomUUID(), Map.of("gpu", "a100"), GPU);
    register(UUID.randomUUID(), Map.of("cpu", "yes"), DeviceInfo.cpuSlot(0, "slot", 1, 1));

    JsonNode worker = clients.administrator().get("/api/v1/workers").json().get(0);

    assertThat(worker.get("labels").propertyNames()).containsExactly("cpu");
    assertThat(worker.get("devices").get(0).get("uuid").isNull()).isTrue();
    assertThat(worker.get("devices").get(0).get("memoryBytes").longValue()).isEqualTo(1);
  }

  @Test
  void theSameRegistrationAgainChangesNothing() {
    UUID incarnation = UUID.randomUUID();
    register(incarnation, Map.of("gpu", "a100"), GPU);

    assertThat(register(incarnation, Map.of(), DeviceInfo.cpuSlot(0, "slot", 1, 1)).status())
        .isEqualTo(200);

    assertThat(jdbc.sql("SELECT labels ->> 'gpu' FROM worker").query(String.class).single())
        .isEqualTo("a100");
    assertThat(jdbc.sql("SELECT kind FROM device").query(String.class).single()).isEqualTo("CUDA");
  }

  @Test
  void refusesLabelsThatNobodyCouldSelectBy() {
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i < 33; i++) {
      many.put("k" + i, "v");
    }
    for (Map<String, String> labels :
        List.of(
            many,
            Map.of("", "v"),
            Map.of("Upper", "v"),
            Map.of("k", ""),
            Map.of("k", "a b"),
            Map.of("k", "v".repeat(64)),
            Map.of("k".repeat(64), "v"))) {
      TestHttp.Answer answer = register(UUID.randomUUID(), labels, GPU);
      assertThat(answer.status()).as(labels + ": " + answer).isEqualTo(422);
      assertThat(answer.text()).contains("labels");
    }
    assertThat(jdbc.sql("SELECT count(*) FROM worker").query(Long.class).single()).isZero();
  }

  @Test
  void refusesProblemsOfEndlessLength() {
    UUID incarnation = UUID.randomUUID();
    register(incarnation, Map.of(), GPU);
    String path = "/worker/v1/workers/%s/heartbeat".formatted(id);
    String body = JSON.writeValueAsString(new Heartbeat(incarnation, List.of()));

    for (String problems :
        List.of(
            "null",
            "[null]",
            "[{\"deviceOrdinal\":-1,\"message\":\"x\"}]",
            "[{\"message\":\"\"}]",
            "[{\"message\":\"%s\"}]".formatted("x".repeat(501)))) {
      String bad = body.replace("\"problems\":[]", "\"problems\":" + problems);
      assertThat(fleet.asWorker().post(path, bad).status()).as(problems).isEqualTo(422);
    }
  }

  @Test
  void onlyWorkersRegister() {
    RegisterWorker worker = new RegisterWorker(id, UUID.randomUUID(), "w", Map.of(), List.of(GPU));
    String body = JSON.writeValueAsString(worker);
    String token = "Bearer ";
    TestHttp revoked = fleet.asWorker();
    jdbc.sql("UPDATE worker_token SET revoked_at = now()").update();

    for (TestHttp http :
        List.of(
            clients.anonymous(),
            clients.administrator(),
            clients.anonymous().with("Authorization", token + "wt_nonsense"),
            revoked)) {
      assertThat(http.post("/worker/v1/workers", body).status()).isEqualTo(401);
      assertThat(http.post("/worker/v1/workers/%s/heartbeat".formatted(id), "{}").status())
          .isEqualTo(401);
    }
  }

  private TestHttp.Answer register(
      UUID incarnation, Map<String, String> labels, DeviceInfo device) {
    RegisterWorker worker = new RegisterWorker(id, incarnation, "w", labels, List.of(device));
    return fleet.asWorker().post("/worker/v1/workers", JSON.writeValueAsString(worker));
  }
}
