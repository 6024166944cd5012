package dev.accrue.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.springframework.test.context.TestPropertySource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

@StillServer
@TestPropertySource(properties = "accrue.log.retention=30d")
class LogRetentionTest {

  @Autowired private TestFleet fleet;
  @Autowired private HttpClients clients;
  @Autowired private SettableClock clock;
  @Autowired private LogRetention retention;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void linesGoOnceTheirJobHasEndedLongEnoughAgo() {
    TestAttempt attempt = fleet.start();
    TestLogs.send(attempt, 1, "a", "b");
    assertThat(attempt.end(EndCause.SUCCEEDED).status()).isEqualTo(204);

    clock.advance(Duration.ofDays(29));
    retention.sweep();
    assertThat(TestLogs.texts(log(attempt).get("lines"))).containsExactly("a", "b");

    clock.advance(Duration.ofDays(1).plusSeconds(1));
    retention.sweep();
    retention.sweep();
    JsonNode page = log(attempt);
    assertThat(page.get("lines").isEmpty()).isTrue();
    assertThat(page.get("log").get("lastLine").longValue()).isEqualTo(2);
    assertThat(page.get("log").get("deleted").booleanValue()).isTrue();
    assertThat(jdbc.sql("SELECT count(*) FROM log_chunk").query(Long.class).single()).isZero();
  }

  @Test
  void linesOfAJobThatGoesOnStay() {
    TestAttempt attempt = fleet.start();
    TestLogs.send(attempt, 1, "a");

    clock.advance(Duration.ofDays(100));
    retention.sweep();

    assertThat(TestLogs.texts(log(attempt).get("lines"))).containsExactly("a");
    assertThat(log(attempt).get("log").get("deleted").booleanValue()).isFalse();
  }

  @Test
  void aRetentionOfLessThanADayIsRefused() {
    assertThatThrownBy(() ->
            new LogProperties(
                DataSize.ofMegabytes(64), Duration.ofMinutes(15), Duration.ofHours(23)))
        .hasMessageContaining("accrue.log.retention must be 1d or more");
  }

  private JsonNode log(TestAttempt attempt) {
    return clients
        .administrator()
        .get("/api/v1/jobs/" + attempt.assignment().jobId() + "/logs")
        .json();
  }
}
