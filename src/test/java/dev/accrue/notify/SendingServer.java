package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.job.JobLifecycle;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestHttp;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/// A server that may send to loopback, and a receiver there.
@StillServer
@TestPropertySource(
    properties = {
      "accrue.notifications.allowed-networks=127.0.0.0/8",
      "accrue.notifications.dashboard-url=https://accrue.example/",
      "accrue.notifications.timeout=2s",
      "accrue.notifications.max-attempts=3"
    })
abstract class SendingServer {

  static final String ENDS = ", \"events\": [\"SUCCEEDED\", \"FAILED\", \"CANCELED\"]";

  @Autowired TestFleet fleet;
  @Autowired HttpClients clients;
  @Autowired DeliverySender sender;
  @Autowired JobLifecycle lifecycle;
  @Autowired SettableClock clock;
  @Autowired JdbcClient jdbc;

  Receiver receiver;
  TestChannels channels;

  @BeforeEach
  void clear() {
    fleet.clear();
    jdbc.sql("TRUNCATE notification_channel CASCADE").update();
    receiver = new Receiver();
    channels = new TestChannels(clients.administrator(), "default");
  }

  @AfterEach
  void stop() {
    receiver.stop();
  }

  String url(String path) {
    return ", \"url\": \"" + receiver.url("127.0.0.1", path) + "\"";
  }

  TestChannels.Made hook(String path, String rest) {
    return channels.create("hook", "WEBHOOK", url(path) + rest);
  }

  static void test(TestChannels.Made channel) {
    TestHttp.Answer answer = channel.channels().http().post(channel.path("/test"));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
  }

  /// Sends what is due and waits for the newest notification to come to a state.
  JsonNode send(TestChannels.Made channel, String state) {
    sender.sendDue();
    return await()
        .until(
            () -> channel.deliveries().findFirst().orElseThrow(),
            it -> it.get("state").asString().equals(state));
  }

  /// Sends what is due and waits for the newest notification's attempt to fail.
  JsonNode sendAttempt(TestChannels.Made channel, int attempt) {
    sender.sendDue();
    return await()
        .until(
            () -> channel.deliveries().findFirst().orElseThrow(),
            it ->
                it.get("attempts").asInt() == attempt && !it.get("failure").isNull() && isOver(it));
  }

  /// Not claimed any more: a claim lasts longer than any pause here.
  private boolean isOver(JsonNode delivery) {
    return delivery.get("nextAttemptAt").isNull() || secondsUntilNext(delivery) < 60;
  }

  long secondsUntilNext(JsonNode delivery) {
    return Duration.between(
            clock.instant(), Instant.parse(delivery.get("nextAttemptAt").asString()))
        .toSeconds();
  }
}
