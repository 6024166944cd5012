package dev.accrue.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.accrue.api.team.Role;
import dev.accrue.job.Jobs;
import dev.accrue.live.EventWriter;
import dev.accrue.live.LiveReader;
import dev.accrue.live.LiveReaders;
import dev.accrue.live.LiveRounds;
import dev.accrue.signal.Signal;
import dev.accrue.team.Caller;
import dev.accrue.team.Membership;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestFleet;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/// What a stream does by time alone.
@StillServer
class LiveStreamTest {

  @Autowired private TestFleet fleet;
  @Autowired private Jobs jobs;
  @Autowired private LiveStore store;
  @Autowired private LivePoints points;
  @Autowired private LiveReaders readers;
  @Autowired private JdbcClient jdbc;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  @Test
  void saysNowAndThenThatItLivesAndEndsWithItsTime() throws Exception {
    run(new LiveRounds(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofSeconds(2)));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith(": open\n\nevent: job\n")
        .contains(": still here\n\n")
        .containsOnlyOnce("event: ");
    assertThat(readers.count()).isZero();
  }

  @Test
  void endsAtOnceWhenTheServerStops() throws Exception {
    LiveRounds slow =
        new LiveRounds(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> stream =
          executor.submit(() -> {
            run(slow);
            return null;
          });
      await().until(() -> out.size() > 0);

      readers.stop();

      stream.get(20, TimeUnit.SECONDS);
    } finally {
      readers.start();
    }
  }

  private void run(LiveRounds pace) throws Exception {
    UUID job = fleet.submit();
    UUID team =
        jdbc.sql("SELECT team_id FROM job")
            .query((row, number) -> row.getObject(1, UUID.class))
            .single();
    Caller caller =
        new Caller(
            UUID.randomUUID(), "ada", false, List.of(new Membership(team, "default", Role.VIEWER)));
    EventWriter writer = new EventWriter(out, new JsonMapper());
    LiveCursor cursor = store.newest(job);
    try (LiveReader reader = readers.open(caller.userId(), job, Set.of(Signal.JOB))) {
      pace.run(reader, writer, new LiveStream(caller, job, jobs, points, writer, cursor));
    }
  }
}
