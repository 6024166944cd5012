package dev.accrue.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.api.worker.FittedMicroBatch;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@StillServer
class MicroBatchTest {

  private static final String KEY = "ab".repeat(32);

  @Autowired private TestFleet fleet;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
    jdbc.sql("DELETE FROM micro_batch").update();
  }

  private static String find(TestAttempt attempt, String key) {
    return attempt.http().get(attempt.path("/micro-batches/" + key)).text();
  }

  private static int remember(TestAttempt attempt, int micro) {
    return attempt.post("/micro-batches", new FittedMicroBatch(KEY, "mlp", micro)).status();
  }

  @Test
  void theNewestFindingIsKept() {
    TestAttempt attempt = fleet.start();
    assertThat(find(attempt, KEY)).contains("null");
    assertThat(remember(attempt, 512)).isEqualTo(204);
    assertThat(find(attempt, KEY)).contains("512");
    assertThat(remember(attempt, 256)).isEqualTo(204);
    assertThat(find(attempt, KEY)).contains("256");
    assertThat(find(attempt, "cd".repeat(32))).contains("null");
    assertThat(attempt.http().get(attempt.path("/micro-batches/nonsense")).status())
        .isBetween(400, 499);
  }

  @Test
  void anAttemptThatHasEndedNeitherReadsNorWrites() {
    TestAttempt attempt = fleet.start();
    attempt.end(EndCause.SUCCEEDED);
    assertThat(remember(attempt, 512)).isEqualTo(409);
    assertThat(attempt.http().get(attempt.path("/micro-batches/" + KEY)).status()).isEqualTo(409);
    assertThat(jdbc.sql("SELECT count(*) FROM micro_batch").query(Long.class).single()).isZero();
  }

  @Test
  void anotherTeamsFindingsAreNotFound() {
    TestAttempt attempt = fleet.start();
    jdbc.sql(
            "INSERT INTO team VALUES (gen_random_uuid(), 'other-memory', now()) ON CONFLICT DO NOTHING")
        .update();
    jdbc.sql(
            """
            INSERT INTO micro_batch SELECT id, decode(:key, 'hex'), 'mlp', 64, now()
            FROM team WHERE name = 'other-memory'
            """)
        .param("key", KEY)
        .update();
    assertThat(find(attempt, KEY)).contains("null");
  }
}
