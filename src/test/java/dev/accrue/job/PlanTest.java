package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.scheduling.SchedulingTick;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import dev.accrue.testing.TestHttp.Answer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@StillServer
class PlanTest {

  private static final String PLANS = "/api/v1/plans";

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private SchedulingTick scheduling;
  @Autowired private JdbcClient jdbc;
  @Autowired private SettableClock clock;

  private TestHttp http;

  @BeforeEach
  void clear() {
    fleet.clear();
    http = clients.administrator();
  }

  private JsonNode plan(String spec) {
    Answer answer = http.post(PLANS, spec);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.json();
  }

  @Test
  void doesTheArithmeticOfAccumulationAndKeepsNothing() {
    String spec =
        TestFleet.SPEC
            .replace("\"effective\": 10, \"micro\": 5", "\"effective\": 96, \"micro\": 40")
            .replace("\"optimizerSteps\": 1000", "\"epochs\": 2")
            .replace(
                "\"learningRate\": 0.1",
                "\"learningRate\": 0.1, \"learningRateScaling\": {\"name\": \"linear\", \"referenceBatch\": 32}");

    JsonNode plan = plan(spec);

    assertThat(plan.get("samples").asLong()).isEqualTo(1000);
    assertThat(plan.get("totalOptimizerSteps").asLong()).isEqualTo(22);
    assertThat(plan.get("epochs").asDouble()).isEqualTo(2);
    JsonNode stage = plan.get("stages").get(0);
    assertThat(stage.get("window").toString())
        .isEqualTo("{\"samples\":96,\"microBatches\":3,\"lastMicroBatch\":16}");
    assertThat(stage.get("partialWindow").toString())
        .isEqualTo("{\"samples\":40,\"microBatches\":1,\"lastMicroBatch\":40}");
    assertThat(stage.get("windowsPerEpoch").asDouble()).isEqualTo(11);
    assertThat(stage.get("even").asBoolean()).isFalse();
    assertThat(stage.get("learningRate").asDouble()).isCloseTo(0.3, within());
    assertThat(stage.get("batchNormMomentum").asDouble()).isCloseTo(1 - Math.cbrt(0.9), within());
    assertThat(http.get("/api/v1/jobs").json().get("items")).isEmpty();
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-12);
  }

  @Test
  void refusesWhatASubmissionRefuses() {
    Answer answer = http.post(PLANS, TestFleet.SPEC.replace("\"micro\": 5", "\"micro\": 50"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().at("/violations/0/field").asString())
        .isEqualTo("training.batch.micro");
  }

  @Test
  void saysWhetherItWouldStartOrWhyItWouldWait() {
    JsonNode nowhere = plan(TestFleet.SPEC).get("queue");
    assertThat(nowhere.at("/waiting/code").asString()).isEqualTo("NO_SUCH_DEVICES");

    fleet.register(1);
    assertThat(plan(TestFleet.SPEC).at("/queue/waiting").isNull()).isTrue();

    fleet.submit();
    scheduling.tick();
    fleet.submit();
    JsonNode behind = plan(TestFleet.SPEC).get("queue");
    assertThat(behind.get("ahead").asLong()).isEqualTo(1);
    assertThat(behind.at("/waiting/reason").asString()).isNotEmpty();

    String later =
        TestFleet.SPEC.replace(
            "\"retries\"",
            "\"scheduling\": {\"notBefore\": \"%s\"}, \"retries\""
                .formatted(clock.instant().plus(Duration.ofDays(1))));
    assertThat(plan(later).at("/queue/waiting/code").asString()).isEqualTo("NOT_BEFORE");

    http.post("/api/v1/queue/pause");
    try {
      assertThat(plan(TestFleet.SPEC).at("/queue/waiting/code").asString())
          .isEqualTo("QUEUE_PAUSED");
    } finally {
      http.post("/api/v1/queue/resume");
    }
  }

  @Test
  void tellsTheMemoryAndTimeOfTheLastJobOfTheSameWork() {
    assertThat(plan(TestFleet.SPEC).get("peakMemoryBytes").isNull()).isTrue();
    TestAttempt attempt = fleet.start();
    attempt.sendLosses(1, 1000, 1.0);
    attempt.post(
        "/points",
        new PointBatch(
            1000,
            List.of(
                new SeriesPoints(
                    "memory/peak_bytes",
                    List.of(1000L),
                    List.of(123_456_789.0),
                    List.of(10_000L),
                    List.of(1_700_000_001_000L)))));
    assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(204);
    jdbc.sql("UPDATE job SET step_seconds = 0.5").update();

    JsonNode plan = plan(TestFleet.SPEC);

    assertThat(plan.get("peakMemoryBytes").asLong()).isEqualTo(123_456_789);
    assertThat(plan.get("expectedSeconds").asDouble()).isEqualTo(500);
    JsonNode other = plan(TestFleet.SPEC.replace("\"micro\": 5", "\"micro\": 2"));
    assertThat(other.get("peakMemoryBytes").isNull()).isTrue();
  }

  @Test
  void otherTeamsAreNoneOfTheCallersBusiness() {
    String salt = UUID.randomUUID().toString().substring(0, 8);
    TestHttp stranger =
        clients.newMember(clients.newTeam("plan-" + salt), "planner-" + salt, "VIEWER");
    String spec =
        TestFleet.SPEC.replace("\"name\": \"test\"", "\"name\": \"test\", \"team\": \"default\"");

    assertThat(stranger.post(PLANS, spec).json().at("/violations/0/field").asString())
        .isEqualTo("team");
    assertThat(stranger.post(PLANS, TestFleet.SPEC).json().at("/spec/team").asString())
        .isEqualTo("plan-" + salt);
    TestHttp anonymous = clients.anonymous();
    anonymous.get(PLANS);
    assertThat(anonymous.withCsrf().post(PLANS, spec).status()).isEqualTo(401);
  }
}
