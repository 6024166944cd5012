package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.PointBatch;
import dev.accrue.api.worker.SeriesPoints;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@StillServer
class ThresholdNoticeTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private JdbcClient jdbc;

  private TestChannels channels;

  @BeforeEach
  void clear() {
    fleet.clear();
    jdbc.sql("TRUNCATE notification_channel CASCADE").update();
    channels = new TestChannels(clients.administrator(), "default");
  }

  @Test
  void theFirstPointThatMeetsAThresholdIsToldOnce() {
    TestChannels.Made channel = watching("train/loss > 10", "train/loss >= 1000", "other < 5");
    TestAttempt attempt = fleet.start();
    attempt.sendLosses(1, 10, 1);
    assertThat(channel.deliveries()).isEmpty();

    // Two of the batch meet it.
    attempt.sendLosses(9, 12, 1);
    attempt.sendLosses(9, 12, 1);
    attempt.sendLosses(13, 20, 1);

    JsonNode delivery = channel.delivery();
    assertThat(delivery.get("event").asString()).isEqualTo("THRESHOLD");
    assertThat(delivery.get("threshold").asString()).isEqualTo("train/loss > 10");
    assertThat(delivery.get("value").asDouble()).isEqualTo(11);
    assertThat(delivery.get("optimizerStep").asLong()).isEqualTo(11);
    assertThat(delivery.get("jobId").asString()).isEqualTo(attempt.assignment().jobId().toString());
  }

  @Test
  void anInfiniteValueMeetsAThresholdAndNanMeetsNone() {
    TestChannels.Made channel = watching("train/loss > 10", "train/loss <= 10");
    TestAttempt attempt = fleet.start();

    send(attempt, 1, Double.NaN);
    assertThat(channel.deliveries()).isEmpty();
    send(attempt, 2, Double.POSITIVE_INFINITY);

    JsonNode delivery = channel.delivery();
    assertThat(delivery.get("threshold").asString()).isEqualTo("train/loss > 10");
    assertThat(delivery.get("value").isNull()).isTrue();
    assertThat(delivery.get("detail").asString()).isEqualTo("train/loss was Infinity");
  }

  @Test
  void aChangedThresholdCountsFromThenOn() {
    TestChannels.Made channel = watching("train/loss > 10");
    TestAttempt attempt = fleet.start();
    change(channel, "\"thresholds\": [\"train/loss > 20\"], \"enabled\": true");
    attempt.sendLosses(1, 15, 1);
    assertThat(channel.deliveries()).isEmpty();

    change(channel, "\"thresholds\": [\"train/loss > 20\"], \"enabled\": false");
    attempt.sendLosses(16, 25, 1);
    assertThat(channel.deliveries()).isEmpty();

    change(channel, "\"thresholds\": [\"train/loss > 20\"], \"enabled\": true");
    attempt.sendLosses(26, 27, 1);
    assertThat(channel.delivery().get("value").asDouble()).isEqualTo(26);
  }

  @Test
  void otherTeamsAndRefusedBatchesAreNotTold() {
    clients.newTeam("threshold-strangers");
    TestChannels.Made strangers =
        new TestChannels(clients.administrator(), "threshold-strangers")
            .create("hook", "WEBHOOK", thresholds("train/loss > 10"));
    TestChannels.Made channel = watching("train/loss > 10");
    TestAttempt attempt = fleet.start();

    TestHttp.Answer stale =
        attempt
            .http(attempt.assignment().fencingToken() - 1)
            .post(
                attempt.path("/points"),
                new JsonMapper().writeValueAsString(TestAttempt.losses(1, 20, 1)));

    assertThat(stale.status()).isEqualTo(409);
    assertThat(channel.deliveries()).isEmpty();
    attempt.sendLosses(1, 20, 1);
    assertThat(channel.deliveries()).hasSize(1);
    assertThat(strangers.deliveries()).isEmpty();
  }

  private static void send(TestAttempt attempt, long step, double value) {
    SeriesPoints points =
        new SeriesPoints("train/loss", List.of(step), List.of(value), List.of(1L), List.of(1L));
    assertThat(attempt.post("/points", new PointBatch(step, List.of(points))).status())
        .isEqualTo(204);
  }

  private static void change(TestChannels.Made channel, String fields) {
    TestHttp.Answer answer =
        channel.channels().http().put(channel.path(""), "{\"name\": \"hook\", " + fields + "}");
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
  }

  private TestChannels.Made watching(String... thresholds) {
    return channels.create("hook", "WEBHOOK", thresholds(thresholds));
  }

  private static String thresholds(String... thresholds) {
    return ", \"url\": \"https://example.org/\", \"thresholds\": [\"%s\"]"
        .formatted(String.join("\", \"", thresholds));
  }
}
