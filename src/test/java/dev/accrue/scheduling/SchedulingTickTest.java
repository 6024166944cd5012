package dev.accrue.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.accrue.api.worker.EndCause;
import dev.accrue.scheduling.plan.WaitingJob;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.StillServer;
import dev.accrue.testing.TestAttempt;
import dev.accrue.testing.TestFleet;
import dev.accrue.testing.TestWorker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@StillServer
class SchedulingTickTest {

  private static final int SERVERS = 4;

  @Autowired private TestFleet fleet;
  @Autowired private SchedulingTick scheduling;
  @Autowired private QueueStore queue;
  @Autowired private SettableClock clock;
  @Autowired private JdbcClient jdbc;

  @BeforeEach
  void clear() {
    fleet.clear();
  }

  /// Each of several servers ticks, in a transaction of its own, at the same moment.
  @Test
  void serversThatTickAtOnceNeverLendADeviceTwice() throws Exception {
    List<UUID> jobs = new ArrayList<>();
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 4; i++) {
        jobs.add(fleet.submit());
        clock.advance(Duration.ofMillis(1));
      }
      fleet.register(3);

      assertThat(tickTogether()).isEqualTo(3);

      assertThat(number("SELECT count(*) FROM attempt_device WHERE NOT released"))
          .isEqualTo(number("SELECT count(DISTINCT device_id) FROM attempt_device"))
          .isEqualTo(number("SELECT count(*) FROM attempt"))
          .isEqualTo((round + 1) * 3L);
    }
    Set<UUID> oldest = new HashSet<>(jobs.subList(0, 30));
    assertThat(
            jdbc.sql("SELECT id FROM job WHERE state = 'ASSIGNED'")
                .query((row, number) -> row.getObject(1, UUID.class))
                .list())
        .containsExactlyInAnyOrderElementsOf(oldest);
  }

  @Test
  void aTickWithoutJobsOrDevicesDoesNothing() {
    fleet.register(1);
    assertThat(scheduling.tick()).isZero();

    fleet.clear();
    fleet.submit();
    assertThat(scheduling.tick()).isZero();
  }

  @Test
  void aDeviceThatItsWorkerNoLongerHasIsNotLent() {
    TestWorker worker = fleet.register(2);
    fleet.register(worker.id(), 1);
    fleet.submit();
    fleet.submit();

    assertThat(scheduling.tick()).isEqualTo(1);
  }

  @Test
  void plansOnlyWhenSomethingChanged() {
    fleet.submit();
    scheduling.tickIfChanged();
    assertThat(scheduling.tickIfChanged()).isFalse();

    fleet.register(1);
    assertThat(scheduling.tickIfChanged()).isTrue();
    assertThat(number("SELECT count(*) FROM attempt")).isEqualTo(1);

    fleet.submit(spec -> notBefore(spec, clock.instant().plusSeconds(2)));
    assertThat(scheduling.tickIfChanged()).isTrue();
    assertThat(scheduling.tickIfChanged()).isFalse();
    clock.advance(Duration.ofSeconds(2));
    assertThat(scheduling.tickIfChanged()).isTrue();
    assertThat(scheduling.tickIfChanged()).isFalse();
    // The worker fell silent.
    clock.advance(Duration.ofSeconds(4));
    assertThat(scheduling.tickIfChanged()).isTrue();
    assertThat(scheduling.tickIfChanged()).isFalse();
    // Usage decays all the time.
    clock.advance(Duration.ofSeconds(10));
    assertThat(scheduling.tickIfChanged()).isTrue();
  }

  @Test
  void ofALongQueueTheFirstJobsOfEachTeamAreSeenBetweenLooksAtTheWhole() {
    UUID first = fleet.submit();
    copy(first, LongQueue.MOST_AT_ONCE);
    fleet.register(2);
    assertThat(scheduling.tick()).isEqualTo(2);

    jdbc.sql("UPDATE job SET held_at = queued_at WHERE name = 'copy-10'").update();
    TestWorker worker = fleet.register(2);
    jdbc.sql("UPDATE job SET claimed_worker_id = :worker WHERE name = 'copy-4000'")
        .param("worker", worker.id())
        .update();

    List<UUID> heads =
        queue.findHeads(clock.instant(), 10).ready().stream().map(WaitingJob::id).toList();
    assertThat(names(heads))
        .containsExactlyInAnyOrder(
            "copy-2",
            "copy-3",
            "copy-4",
            "copy-5",
            "copy-6",
            "copy-7",
            "copy-8",
            "copy-9",
            "copy-11",
            "copy-12",
            "copy-4000");
    assertThat(scheduling.tick()).isEqualTo(2);
    assertThat(number("SELECT count(*) FROM job WHERE state = 'ASSIGNED' AND name = 'copy-4000'"))
        .isEqualTo(1);
  }

  /// The same job again and again, each a millisecond later.
  private void copy(UUID job, int copies) {
    jdbc.sql(
            """
            INSERT INTO job SELECT copy.* FROM job j, generate_series(1, :copies) n,
              LATERAL jsonb_populate_record(j, jsonb_build_object('id', gen_random_uuid(),
                'name', 'copy-' || n, 'idempotency_key', NULL,
                'queued_at', j.queued_at + n * interval '1 millisecond')) copy
            WHERE j.id = :job
            """)
        .param("copies", copies)
        .param("job", job)
        .update();
  }

  private List<String> names(List<UUID> jobs) {
    return jdbc.sql("SELECT name FROM job WHERE id = ANY (:jobs)")
        .param("jobs", jobs.toArray(UUID[]::new))
        .query((row, _) -> row.getString(1))
        .list();
  }

  private static String notBefore(String spec, Instant at) {
    return spec.replace(
        "\"checkpoints\"",
        "\"scheduling\": {\"notBefore\": \"%s\"}, \"checkpoints\"".formatted(at));
  }

  @Test
  void saysWhyInTheJobsEvents() {
    fleet.submit();
    fleet.register(1);
    scheduling.tick();

    assertThat(
            jdbc.sql("SELECT actor || ': ' || reason FROM job_event WHERE to_state = 'ASSIGNED'")
                .query((row, number) -> row.getString(1))
                .single())
        .startsWith("scheduler: team default was next by fair share; device 0 of worker worker-");
  }

  @Test
  void aJobForTwoDevicesGetsBothOfOneWorkerOrNone() {
    fleet.register(1);
    fleet.register(1);
    UUID job = fleet.submit(2);
    assertThat(scheduling.tick()).isZero();
    assertThat(scheduling.tick()).isZero();
    assertThat(waiting(job)) // said once
        .containsExactly("needs 2 whole devices on one worker; no worker has more than 1 such");

    TestWorker worker = fleet.register(2);
    assertThat(scheduling.tick()).isEqualTo(1);
    TestAttempt attempt = worker.takeOne();
    assertThat(attempt.assignment().jobId()).isEqualTo(job);
    assertThat(attempt.assignment().deviceOrdinals()).containsExactly(0, 1);
    assertThat(number("SELECT count(*) FROM attempt_device WHERE NOT released")).isEqualTo(2);
  }

  /// The worker's other device is kept free for the job that has waited longer.
  @Test
  void aJobForTwoDevicesIsNotKeptWaitingBySmallerOnes() {
    TestWorker worker = fleet.register(2);
    fleet.submit();
    assertThat(scheduling.tick()).isEqualTo(1);
    TestAttempt small = worker.takeOne();
    clock.advance(Duration.ofMillis(1));
    UUID large = fleet.submit(2);
    clock.advance(Duration.ofMillis(1));
    fleet.submit();
    assertThat(scheduling.tick()).isZero();

    small.describe();
    small.end(EndCause.SUCCEEDED);
    assertThat(scheduling.tick()).isEqualTo(1);
    assertThat(worker.takeOne().assignment().jobId()).isEqualTo(large);
  }

  private List<String> waiting(UUID job) {
    return jdbc.sql("SELECT reason FROM job_event WHERE kind = 'WAITING' AND job_id = ?")
        .param(job)
        .query((row, number) -> row.getString(1))
        .list();
  }

  private int tickTogether() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(SERVERS);
    Callable<Integer> server =
        () -> {
          barrier.await();
          return scheduling.tick();
        };
    int assigned = 0;
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> servers = new ArrayList<>();
      for (int i = 0; i < SERVERS; i++) {
        servers.add(server);
      }
      for (Future<Integer> tick : executor.invokeAll(servers)) {
        assigned += tick.get();
      }
    }
    return assigned;
  }

  private long number(String sql) {
    return jdbc.sql(sql).query((row, number) -> row.getLong(1)).single();
  }
}
