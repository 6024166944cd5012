package dev.accrue.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.worker.EndCause;
import dev.accrue.signal.Signals;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestWorker;
import java.sql.Types;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@StillServer
class SchedulingLoopTest {

  @Autowired private TestFleet fleet;
  @Autowired private SchedulingTick tick;
  @Autowired private Signals signals;
  @Autowired private JdbcClient jdbc;

  private @Nullable SchedulingLoop loop;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @AfterEach
  void stop() {
    if (loop != null) {
      loop.stop();
    }
  }

  @Test
  void isWokenByASubmissionAndByTheEndOfAnAttempt() {
    start(Duration.ofHours(1));
    TestWorker worker = fleet.register(1);

    fleet.submit();
    fleet.submit();
    await().until(() -> count("ASSIGNED") == 1);
    TestAttempt attempt = worker.takeOne();
    attempt.describe();
    attempt.end(EndCause.SUCCEEDED);

    await().until(() -> count("ASSIGNED") == 1);
    assertThat(count("SUCCEEDED")).isEqualTo(1);
  }

  @Test
  void isWokenByAWorkerThatComes() {
    fleet.submit();
    start(Duration.ofHours(1));

    fleet.register(1);

    await().until(() -> count("ASSIGNED") == 1);
  }

  /// That a worker's problem is over is said by a heartbeat, and nobody is signaled.
  @Test
  void looksByItselfNowAndThen() {
    TestWorker worker = fleet.register(1);
    problem(worker, "its disk is full");
    fleet.submit();
    start(Duration.ofMillis(50));

    problem(worker, null);

    await().until(() -> count("ASSIGNED") == 1);
  }

  private void problem(TestWorker worker, @Nullable String problem) {
    jdbc.sql("UPDATE worker SET problem = :problem WHERE id = :id")
        .param("problem", problem, Types.VARCHAR)
        .param("id", worker.id())
        .update();
  }

  private void start(Duration interval) {
    Duration day = Duration.ofDays(1);
    SchedulingProperties properties =
        new SchedulingProperties(interval, day, interval, day, day, true, 1, day);
    SchedulingLoop started = new SchedulingLoop(tick, properties, signals);
    started.start();
    loop = started;
  }

  private long count(String state) {
    return jdbc.sql("SELECT count(*) FROM job WHERE state = ?")
        .param(state)
        .query((row, number) -> row.getLong(1))
        .single();
  }
}
