package dev.accrue.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.testing.HttpClients;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@StillServer
class StallTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private StallWatch watch;
  @Autowired private OutboxSweep sweep;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  private TestChannels.Made channel;
  private TestChannels.Made patient;

  @BeforeEach
  void clear() {
    fleet.clear();
    jdbc.sql("TRUNCATE notification_channel CASCADE").update();
    TestChannels channels = new TestChannels(clients.administrator(), "default");
    channel = channels.create("hook", "WEBHOOK", stall(10));
    patient = channels.create("patient", "WEBHOOK", stall(60));
  }

  private static String stall(int minutes) {
    return ", \"url\": \"https://example.org/\", \"stallMinutes\": " + minutes;
  }

  /// The lease would end meanwhile, which is not what is tried here.
  private TestAttempt start() {
    TestAttempt attempt = fleet.start();
    jdbc.sql("UPDATE attempt SET lease_expires_at = 'infinity'").update();
    return attempt;
  }

  private void pass(int minutes) {
    clock.advance(Duration.ofMinutes(minutes));
    watch.look();
  }

  @Test
  void aJobWithoutAPointForTooLongIsToldOnceForEachStall() {
    TestAttempt attempt = start();
    attempt.sendLosses(1, 5, 1);
    watch.look();
    pass(9);
    attempt.sendLosses(6, 6, 1);
    pass(9);
    assertThat(channel.deliveries()).isEmpty();

    pass(10);
    pass(10);
    JsonNode delivery = channel.delivery();
    assertThat(delivery.get("event").asString()).isEqualTo("STALLED");
    assertThat(delivery.get("detail").asString()).isEqualTo("no new point for 10 minutes");
    assertThat(delivery.get("optimizerStep").asLong()).isEqualTo(6);
    assertThat(patient.deliveries()).isEmpty();

    attempt.sendLosses(7, 7, 1);
    watch.look();
    pass(11);
    assertThat(channel.deliveries()).hasSize(2);
  }

  @Test
  void aJobThatNeverHasAPointStallsFromItsStart() {
    start();
    clock.advance(Duration.ofMinutes(11));

    watch.look();

    assertThat(channel.deliveries()).hasSize(1);
  }

  @Test
  void whatWaitsOrHasEndedDoesNotStall() {
    TestAttempt attempt = start();
    watch.look();
    attempt.end(EndCause.SUCCEEDED);
    fleet.submit();
    pass(30);

    assertThat(channel.deliveries()).isEmpty();
    sweep.sweep();
    assertThat(jdbc.sql("SELECT count(*) FROM notification_progress").query(Long.class).single())
        .isZero();
  }
}
