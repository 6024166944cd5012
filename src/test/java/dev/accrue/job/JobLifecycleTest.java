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
import dev.accrue.testing.TestRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
  private static UUID team;
  private static UUID user;
  private static UUID worker;

  private final SettableClock clock = new SettableClock(NOW);
  private final List<UUID> signaled = new ArrayList<>();
  private final PostgresJobLifecycle lifecycle =
      new PostgresJobLifecycle(
          new JobStateTables(JDBC), new JobReferences(JDBC), new RecordedSignals(), clock);

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
    assertThat(lastReason(job)).isEqualTo(cause + ": because");
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
      signaled.add(jobId);
    }

    @Override
    public void listen(SignalListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
