package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.DeviceSample;
import dev.accrue.api.worker.WorkerTelemetry;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@StillServer
class TelemetryTest {

  private static final JsonMapper JSON = new JsonMapper();

  @Autowired private TestFleet fleet;
  @Autowired private DeviceTelemetry telemetry;
  @Autowired private SettableClock clock;
  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void theFleetShowsTheLatestOfEachDevice() {
    TestWorker worker = fleet.register(2);
    send(worker, sample(0, 10.0), sample(1, 20.0));
    clock.advance(Duration.ofSeconds(15));
    Instant later = clock.instant();
    send(worker, new DeviceSample(0, 55.5, 7L << 30, 61.0, 250.5));

    JsonNode devices = clients.administrator().get("/api/v1/workers").json().get(0).get("devices");

    JsonNode first = devices.get(0).get("latest");
    assertThat(first.get("utilizationPercent").doubleValue()).isEqualTo(55.5);
    assertThat(first.get("memoryBytes").longValue()).isEqualTo(7L << 30);
    assertThat(first.get("temperatureCelsius").doubleValue()).isEqualTo(61);
    assertThat(first.get("powerWatts").doubleValue()).isEqualTo(250.5);
    assertThat(Instant.parse(first.get("at").stringValue()))
        .isBetween(later.minusSeconds(5), later);
    JsonNode second = devices.get(1).get("latest");
    assertThat(second.get("utilizationPercent").doubleValue()).isEqualTo(20);
    assertThat(second.get("temperatureCelsius").isNull()).isTrue();
  }

  @Test
  void aDeviceThatNobodyHeardOfHasNoLatest() {
    fleet.register(1);

    JsonNode devices = clients.administrator().get("/api/v1/workers").json().get(0).get("devices");

    assertThat(devices.get(0).get("latest").isNull()).isTrue();
  }

  @Test
  void aSeriesOfHoursIsReadInBoundedMeans() {
    TestWorker worker = fleet.register(1);
    Instant start = clock.instant();
    int samples = 2000;
    for (int i = 0; i < samples; i++) {
      record(worker, sample(0, i % 2 == 0 ? 0.0 : 100.0));
      clock.advance(Duration.ofSeconds(15));
    }

    JsonNode answer = read(worker, "?from=" + start + "&to=" + clock.instant());

    JsonNode series = answer.get("devices").get(0).get("samples");
    assertThat(answer.get("bucketSeconds").longValue()).isGreaterThan(15);
    assertThat(series.size()).isBetween(100, DeviceTelemetry.MAX_SAMPLES);
    double sum = 0;
    for (JsonNode sample : series) {
      sum += sample.get("utilizationPercent").doubleValue();
    }
    assertThat(sum / series.size()).isBetween(45.0, 55.0);
  }

  @Test
  void showsTheLastHourUnlessAskedForMore() {
    TestWorker worker = fleet.register(1);
    send(worker, sample(0, 1.0));
    clock.advance(Duration.ofMinutes(90));
    send(worker, sample(0, 2.0));

    assertThat(read(worker, "").get("devices").get(0).get("samples").size()).isEqualTo(1);
    Instant from = clock.instant().minus(Duration.ofHours(2));
    assertThat(read(worker, "?from=" + from).get("devices").get(0).get("samples").size())
        .isEqualTo(2);
  }

  @Test
  void howeverOftenAWorkerSaysSoItWritesOneRowInFiveSeconds() {
    TestWorker worker = fleet.register(1);
    for (int i = 0; i < 20; i++) {
      record(worker, sample(0, (double) i));
    }

    assertThat(rows()).isEqualTo(1);
    assertThat(
            jdbc.sql("SELECT utilization_percent FROM device_telemetry")
                .query(Double.class)
                .single())
        .isEqualTo(19);
  }

  @Test
  void forgetsWhatIsOld() {
    TestWorker worker = fleet.register(1);
    send(worker, sample(0, 1.0));
    clock.advance(Duration.ofDays(2).minusSeconds(10));
    send(worker, sample(0, 2.0));
    telemetry.forget();
    assertThat(rows()).isEqualTo(2);

    clock.advance(Duration.ofSeconds(20));
    telemetry.forget();

    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void aDeviceThatTheWorkerDoesNotHaveIsLeftOut() {
    TestWorker worker = fleet.register(1);

    assertThat(send(worker, sample(0, 1.0), sample(7, 1.0)).status()).isEqualTo(204);

    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void refusesNonsense() {
    TestWorker worker = fleet.register(1);
    String good = body(worker, sample(0, 50.0));
    for (String bad :
        List.of(
            good.replace("50.0", "101"),
            good.replace("50.0", "-1"),
            good.replace("50.0", "\"NaN\""),
            good.replace("\"memoryBytes\":null", "\"memoryBytes\":-1"),
            good.replace("\"temperatureCelsius\":null", "\"temperatureCelsius\":1e9"),
            good.replace("\"powerWatts\":null", "\"powerWatts\":-5"),
            good.replaceAll("\\[.*]", "null"),
            good.replaceAll("\\[.*]", "[null]"),
            body(worker, sample(0, 1.0), sample(0, 2.0)))) {
      TestHttp.Answer answer = worker.http().post(path(worker), bad);
      assertThat(answer.status()).as(bad + ": " + answer).isBetween(400, 422);
    }
    assertThat(rows()).isZero();
    for (String query :
        List.of("?from=yesterday", "?from=2030-01-01T00:00:00Z&to=2029-01-01T00:00:00Z")) {
      assertThat(clients.administrator().get(view(worker) + query).status())
          .as(query)
          .isBetween(400, 422);
    }
  }

  @Test
  void onlyTheIncarnationThatServesIsHeard() {
    TestWorker older = fleet.register(1);
    TestWorker newer = fleet.register(older.id(), 1);

    TestHttp.Answer stale = send(older, sample(0, 1.0));

    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.json().get("code").stringValue()).isEqualTo("STALE_WORKER");
    assertThat(rows()).isZero();
    assertThat(send(newer, sample(0, 1.0)).status()).isEqualTo(204);
    TestWorker nobody =
        new TestWorker(UUID.randomUUID(), UUID.randomUUID(), newer.http(), newer.stranger());
    assertThat(send(nobody, sample(0, 1.0)).status()).isEqualTo(404);
  }

  @Test
  void workersWriteAndPeopleReadAndNobodyElse() {
    TestWorker worker = fleet.register(1);
    String body = body(worker, sample(0, 1.0));
    TestHttp revoked = fleet.asWorker();
    jdbc.sql("UPDATE worker_token SET revoked_at = now()").update();
    for (TestHttp http : List.of(clients.anonymous(), clients.administrator(), revoked)) {
      assertThat(http.post(path(worker), body).status()).isEqualTo(401);
    }

    String unique = Long.toString(System.nanoTime());
    UUID team = clients.newTeam("t" + unique);
    TestHttp viewer = clients.newMember(team, "v" + unique, "VIEWER");
    TestHttp outsider = clients.withTokenOf(clients.newUser("o" + unique));
    assertThat(viewer.get(view(worker)).status()).isEqualTo(200);
    assertThat(outsider.get(view(worker)).status()).isEqualTo(200);
    assertThat(clients.anonymous().get(view(worker)).status()).isEqualTo(401);
    assertThat(worker.http().get(view(worker)).status()).isEqualTo(401);
    assertThat(viewer.get("/api/v1/workers/%s/telemetry".formatted(team)).status()).isEqualTo(404);
  }

  private static DeviceSample sample(int ordinal, Double utilization) {
    return new DeviceSample(ordinal, utilization, null, null, null);
  }

  private static String body(TestWorker worker, DeviceSample... samples) {
    return JSON.writeValueAsString(new WorkerTelemetry(worker.incarnation(), List.of(samples)));
  }

  private static String path(TestWorker worker) {
    return "/worker/v1/workers/%s/telemetry".formatted(worker.id());
  }

  private static String view(TestWorker worker) {
    return "/api/v1/workers/%s/telemetry".formatted(worker.id());
  }

  private TestHttp.Answer send(TestWorker worker, DeviceSample... samples) {
    return worker.http().post(path(worker), body(worker, samples));
  }

  private void record(TestWorker worker, DeviceSample sample) {
    telemetry.record(worker.id(), new WorkerTelemetry(worker.incarnation(), List.of(sample)));
  }

  private JsonNode read(TestWorker worker, String query) {
    TestHttp.Answer answer = clients.administrator().get(view(worker) + query);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.json();
  }

  private long rows() {
    return jdbc.sql("SELECT count(*) FROM device_telemetry").query(Long.class).single();
  }
}
