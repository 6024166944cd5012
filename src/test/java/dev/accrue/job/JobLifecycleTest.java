package dev.accrue.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.EndCause;
import dev.accrue.problem.ProblemException;
import dev.accrue.signal.Signal;
import dev.accrue.signal.SignalListener;
import dev.accrue.signal.Signals;
import dev.accrue.testing.SettableClock;
import dev.accrue.testing.TestDatabase;
import dev.accrue.testing.TestDatasets;
import dev.accrue.testing.TestRows;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class JobLifecycleTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TestDatabase DATABASE = new TestDatabase();
  private static final JdbcClient JDBC = DATABASE.jdbc();
  private static final TestRows ROWS = new TestRows(JDBC);
  private static final JobProperties PROPERTIES =
      new JobProperties(3, Duration.ofSeconds(10), Duration.ofMinutes(10));
  private static UUID team;
  private static UUID user;
  private static UUID worker;

  private final SettableClock clock = new SettableClock(NOW);
  private final List<UUID> signaled = new ArrayList<>();
  private final PostgresJobLifecycle lifecycle =
      new PostgresJobLifecycle(
          new JobStateTables(JDBC),
          new JobReferences(JDBC),
          new JobDependencies(JDBC),
          PROPERTIES,
          new RecordedSignals(),
          clock);

  @BeforeAll
  static void prepare() {
    team = ROWS.team();
    user = ROWS.user();
    worker = ROWS.worker(NOW);
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @ParameterizedTest
  @CsvSource({
    "SUCCEEDED, false, SUCCEEDED, 0", "SUCCEEDED, true, SUCCEEDED, 0",
    "USER_ERROR, false, FAILED, 0", "USER_ERROR, true, FAILED, 0",
    "OUT_OF_MEMORY, false, FAILED, 0", "OUT_OF_MEMORY, true, FAILED, 0",
    "CANCELED, false, CANCELED, 0", "CANCELED, true, CANCELED, 0",
    "TIME_LIMIT, false, FAILED, 0", "TIME_LIMIT, true, CANCELED, 0",
    "LOST_WORKER, false, QUEUED, 0", "LOST_WORKER, true, CANCELED, 0",
    "LOST_DEVICE, false, QUEUED, 0", "LOST_DEVICE, true, CANCELED, 0",
    "PREEMPTED, false, QUEUED, 0", "PREEMPTED, true, CANCELED, 0",
    "INTERNAL, false, QUEUED, 1", "INTERNAL, true, CANCELED, 0",
  })
  void movesByCauseAndACancelWinsOverAnotherTry(
      EndCause cause, boolean cancel, JobState expected, int retries) {
    UUID job = job(1);
    UUID attempt = running(job);
    if (cancel) {
      assertThat(lifecycle.requestCancel(job, "ada")).isEqualTo(JobState.RUNNING);
    }

    assertThat(lifecycle.attemptEnded(job, attempt, cause, "because", "worker w"))
        .isEqualTo(expected);

    assertThat(state(job)).isEqualTo(expected);
    assertThat(number(job, "retries")).isEqualTo(retries);
    assertThat(lastReason(job)).startsWith(cause + ": because");
  }

  @Test
  void triesAgainWhileRetriesLast() {
    UUID job = job(1);
    assertThat(lifecycle.attemptEnded(job, running(job), EndCause.INTERNAL, "x", "worker w"))
        .isEqualTo(JobState.QUEUED);
    end(job);

    assertThat(lifecycle.attemptEnded(job, running(job), EndCause.INTERNAL, "y", "worker w"))
        .isEqualTo(JobState.FAILED);
    assertThat(number(job, "retries")).isEqualTo(1);
  }

  @Test
  void aJobThatLostItsWorkerKeepsItsPlaceAndOneThatFailedLosesIt() {
    UUID job = job(1);
    clock.advance(Duration.ofMinutes(1));
    lifecycle.attemptEnded(job, running(job), EndCause.LOST_WORKER, "x", "worker w");
    assertThat(queuedAt(job)).isEqualTo(NOW);
    end(job);

    lifecycle.attemptEnded(job, running(job), EndCause.INTERNAL, "x", "worker w");
    assertThat(queuedAt(job)).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void aJobThatFailedIsTriedAgainAfterAPauseThatDoubles() {
    UUID job = job(2);
    lifecycle.attemptEnded(job, running(job), EndCause.INTERNAL, "x", "worker w");
    assertThat(notBefore(job)).isBetween(NOW.plusMillis(7_500), NOW.plusMillis(12_500));
    end(job);
    lifecycle.attemptEnded(job, running(job), EndCause.INTERNAL, "x", "worker w");
    assertThat(notBefore(job)).isBetween(NOW.plusSeconds(15), NOW.plusSeconds(25));
    assertThat(lastReason(job)).startsWith("INTERNAL: x (try 2 of 2 more, not before 2026-");
  }

  @Test
  void aJobThatBringsItsWorkersDownFailsInTheEnd() {
    UUID job = job(0);
    for (int loss = 1; loss < PROPERTIES.maxLossesInARow(); loss++) {
      assertThat(lose(job)).isEqualTo(JobState.QUEUED);
    }
    checkpoint(job, 10);
    for (int loss = 1; loss < PROPERTIES.maxLossesInARow(); loss++) {
      assertThat(lose(job)).isEqualTo(JobState.QUEUED);
    }

    assertThat(lose(job)).isEqualTo(JobState.FAILED);

    assertThat(lastReason(job))
        .contains("loss number 3 in a row without a new checkpoint")
        .startsWith("LOST_WORKER: gone");
    assertThat(text(job, "failure_cause")).isEqualTo("LOST_WORKER");
  }

  @Test
  void workersThatAreLostBeforeTheJobBeganAreNotItsDoing() {
    UUID job = job(0);
    for (int loss = 0; loss < 2 * PROPERTIES.maxLossesInARow(); loss++) {
      UUID attempt = ROWS.attempt(job, worker, NOW);
      lifecycle.assign(job, attempt, "scheduler", "free");
      assertThat(lifecycle.attemptEnded(job, attempt, EndCause.LOST_WORKER, "gone", "worker w"))
          .isEqualTo(JobState.QUEUED);
      end(job);
    }
  }

  @Test
  void aJobThatIsQueuedAgainHasAllItsRetriesAndItsTime() {
    UUID job = job(1);
    for (int i = 0; i < 2; i++) {
      lifecycle.attemptEnded(job, running(job), EndCause.INTERNAL, "x", "worker w");
      end(job);
    }
    assertThat(state(job)).isEqualTo(JobState.FAILED);
    clock.advance(Duration.ofHours(1));
    spec(job);

    lifecycle.requeue(job, "ada");

    assertThat(state(job)).isEqualTo(JobState.QUEUED);
    assertThat(queuedAt(job)).isEqualTo(NOW.plusSeconds(3600));
    assertThat(number(job, "retries")).isZero();
    assertThat(number(job, "forgiven_attempts")).isEqualTo(2);
    assertThat(text(job, "failure_cause")).isNull();
    assertThat(lifecycle.attemptEnded(job, running(job), EndCause.INTERNAL, "x", "worker w"))
        .isEqualTo(JobState.QUEUED);
  }

  @Test
  void onlyAJobThatFailedOrWasCanceledIsQueuedAgain() {
    UUID waiting = job(0);
    UUID done = job(0);
    lifecycle.attemptEnded(done, running(done), EndCause.SUCCEEDED, "x", "worker w");
    for (UUID job : List.of(waiting, done)) {
      assertThatThrownBy(() -> lifecycle.requeue(job, "ada"))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("only a job that failed or was canceled");
    }
  }

  @Test
  void onlyAJobThatRunsIsPreempted() {
    UUID job = job(0);
    assertThat(lifecycle.preempt(job, "scheduler", "needed")).isFalse();
    running(job);
    assertThat(lifecycle.preempt(job, "scheduler", "needed")).isTrue();
    assertThat(state(job)).isEqualTo(JobState.PREEMPTING);
    assertThat(lifecycle.preempt(job, "scheduler", "needed")).isFalse();
  }

  @Test
  void measuresTheTimeOfAStep() {
    UUID job = job(0);
    UUID attempt = running(job);
    JDBC.sql("UPDATE attempt SET started_at = ? WHERE id = ?")
        .params(Timestamp.from(NOW), attempt)
        .update();
    JDBC.sql("UPDATE job SET optimizer_step = 50 WHERE id = ?").param(job).update();
    clock.advance(Duration.ofSeconds(100));
    lifecycle.attemptEnded(job, attempt, EndCause.PREEMPTED, "x", "worker w");
    assertThat(number(job, "step_seconds")).isEqualTo(2);
  }

  private JobState lose(UUID job) {
    JobState after =
        lifecycle.attemptEnded(job, running(job), EndCause.LOST_WORKER, "gone", "worker w");
    end(job);
    return after;
  }

  private static void checkpoint(UUID job, long step) {
    JDBC.sql(
            """
            INSERT INTO checkpoint (id, job_id, attempt_id, optimizer_step, manifest, size_bytes, created_at)
            SELECT gen_random_uuid(), job_id, id, ?, '{}', 0, now() FROM attempt WHERE job_id = ? LIMIT 1
            """)
        .params(step, job)
        .update();
  }

  /// A spec that can be read, of a data set that is there.
  private static void spec(UUID job) {
    TestDatasets.insert(JDBC, null, "digits", 1000, 100, "28,28");
    JDBC.sql("UPDATE job SET spec = ?::jsonb WHERE id = ?")
        .params(
            """
            {"apiVersion": "accrue/v1", "name": "x", "team": "t",
             "model": {"architecture": "mlp", "hidden": [8], "batchNorm": false, "dropout": 0.0},
             "data": {"dataset": "digits", "trainSplit": "train", "validationSplit": "test"},
             "training": {"batch": {"effective": 10, "micro": 5}, "optimizerSteps": 100,
               "optimizer": {"name": "sgd", "momentum": 0.9, "nesterov": false, "weightDecay": 0.0},
               "learningRate": 0.1, "seed": 0, "lossNormalization": "window", "lastWindow": "step",
               "batchNormMomentum": "adjusted", "precision": "fp32", "maxSkippedStepsInARow": 10},
             "checkpoints": {"everyOptimizerSteps": 10, "keepLast": 2}, "retries": {"max": 1}}
            """,
            job)
        .update();
  }

  private static Instant notBefore(UUID job) {
    return JDBC.sql("SELECT not_before_at FROM job WHERE id = ?")
        .param(job)
        .query((row, number) -> row.getTimestamp(1).toInstant())
        .single();
  }

  private static @Nullable String text(UUID job, String column) {
    return JDBC.sql("SELECT " + column + " FROM job WHERE id = ?")
        .param(job)
        .query((row, number) -> row.getString(1))
        .list()
        .getFirst();
  }

  @Test
  void aWaitingJobIsCanceledAtOnceAndAnEndedOneNotAgain() {
    UUID job = job(0);

    assertThat(lifecycle.requestCancel(job, "ada")).isEqualTo(JobState.CANCELED);

    assertThatThrownBy(() -> lifecycle.requestCancel(job, "ada"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("CANCELED");
  }

  @Test
  void askingTwiceToCancelIsOneWish() {
    UUID job = job(0);
    running(job);

    lifecycle.requestCancel(job, "ada");
    lifecycle.requestCancel(job, "ada");

    assertThat(events(job, "CANCEL_REQUESTED")).isEqualTo(1);
  }

  @Test
  void assignsOnce() {
    UUID job = job(0);
    UUID attempt = ROWS.attempt(job, worker, NOW);

    assertThat(lifecycle.assign(job, attempt, "scheduler", "free")).isTrue();
    assertThat(lifecycle.assign(job, attempt, "scheduler", "free")).isFalse();
    assertThat(events(job, "TRANSITION")).isEqualTo(1);
  }

  @Test
  void startsOnce() {
    UUID job = job(0);
    UUID attempt = running(job);

    lifecycle.start(job, attempt, "worker w");

    assertThat(state(job)).isEqualTo(JobState.RUNNING);
    assertThat(events(job, "TRANSITION")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(EndCause.class)
  void anEndedJobNeverMovesAgain(EndCause cause) {
    UUID job = job(5);
    UUID attempt = running(job);
    lifecycle.attemptEnded(job, attempt, EndCause.SUCCEEDED, "done", "worker w");

    assertThatThrownBy(() -> lifecycle.attemptEnded(job, attempt, cause, "late", "worker w"))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> lifecycle.start(job, attempt, "worker w"))
        .isInstanceOf(ProblemException.class);
    assertThat(state(job)).isEqualTo(JobState.SUCCEEDED);
  }

  @Test
  void everyChangeIsSignaled() {
    UUID job = job(0);
    running(job);
    assertThat(signaled).containsExactly(job, job);
  }

  @Test
  void textsThatTheTableCannotHoldAreMadeToFit() {
    UUID job = job(0);
    UUID attempt = running(job);
    String message = "\0".repeat(10) + "x".repeat(7989) + "\uD83D\uDE00 and more";

    lifecycle.attemptEnded(job, attempt, EndCause.USER_ERROR, message, "worker " + "w".repeat(100));

    assertThat(lastReason(job)).startsWith("USER_ERROR: \uFFFD");
  }

  @Test
  void aTrainerCannotFillTheEventsOfAJob() {
    UUID job = job(0);
    UUID attempt = running(job);
    JDBC.sql(
            """
            INSERT INTO job_event (job_id, at, kind, actor, reason)
            SELECT ?, now(), 'NOISE', 'test', '' FROM generate_series(1, ?)
            """)
        .params(job, JobStateTables.MAX_EVENTS_OF_A_JOB)
        .update();

    lifecycle.recordEvent(job, attempt, "STEP_SKIPPED", "worker w", "one more");
    lifecycle.attemptEnded(job, attempt, EndCause.SUCCEEDED, "done", "worker w");

    assertThat(events(job, "STEP_SKIPPED")).isZero();
    assertThat(state(job)).isEqualTo(JobState.SUCCEEDED);
  }

  private UUID job(int maxRetries) {
    return ROWS.job(team, user, "{}", maxRetries, NOW);
  }

  private UUID running(UUID job) {
    UUID attempt = ROWS.attempt(job, worker, NOW);
    assertThat(lifecycle.assign(job, attempt, "scheduler", "free")).isTrue();
    lifecycle.start(job, attempt, "worker w");
    return attempt;
  }

  private static void end(UUID job) {
    JDBC.sql("UPDATE attempt SET ended_at = now(), cause = 'LOST_WORKER' WHERE job_id = ?")
        .param(job)
        .update();
  }

  private static JobState state(UUID job) {
    return JDBC.sql("SELECT state FROM job WHERE id = ?")
        .param(job)
        .query((row, number) -> JobState.valueOf(row.getString(1)))
        .single();
  }

  private static long number(UUID job, String column) {
    return JDBC.sql("SELECT " + column + " FROM job WHERE id = ?")
        .param(job)
        .query((row, number) -> row.getLong(1))
        .single();
  }

  private static Instant queuedAt(UUID job) {
    return JDBC.sql("SELECT queued_at FROM job WHERE id = ?")
        .param(job)
        .query((row, number) -> row.getTimestamp(1).toInstant())
        .single();
  }

  private static long events(UUID job, String kind) {
    return JDBC.sql("SELECT count(*) FROM job_event WHERE job_id = ? AND kind = ?")
        .params(job, kind)
        .query((row, number) -> row.getLong(1))
        .single();
  }

  private static String lastReason(UUID job) {
    return JDBC.sql("SELECT reason FROM job_event WHERE job_id = ? ORDER BY id DESC LIMIT 1")
        .param(job)
        .query((row, number) -> row.getString(1))
        .single();
  }

  private final class RecordedSignals implements Signals {
    @Override
    public void send(Signal signal, UUID jobId) {
      if (signal == Signal.JOB) {
        signaled.add(jobId);
      }
    }

    @Override
    public void sendAll(Signal signal, Collection<UUID> ids) {
      ids.forEach(id -> send(signal, id));
    }

    @Override
    public void listen(SignalListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
