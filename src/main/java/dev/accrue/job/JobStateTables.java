package dev.accrue.job;

import dev.accrue.api.job.JobState;
import dev.accrue.api.spec.CanonicalSpec;
import dev.accrue.api.spec.JobSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements that move jobs and record their events.
@Component
class JobStateTables {

  /// A trainer that reports the same thing again and again cannot fill the table; transitions are
  /// recorded always.
  static final int MAX_EVENTS_OF_A_JOB = 10_000;

  private static final int STEPS_TO_MEASURE = 10;

  private final JdbcClient jdbc;

  JobStateTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<LockedJob> findAndLock(UUID jobId) {
    return jdbc.sql(
            """
            SELECT state, cancel_requested_at IS NOT NULL AS cancel_requested, retries, max_retries
            FROM job WHERE id = :job FOR NO KEY UPDATE
            """)
        .param("job", jobId)
        .query((row, number) -> locked(row))
        .optional();
  }

  /// What an attempt that ends leaves with its job.
  ///
  /// @param optimizerStep how far the job is; null: as before
  /// @param stepSeconds how long an optimizer step took; null where it made too few to tell
  record Progress(@Nullable Long optimizerStep, @Nullable Double stepSeconds) {

    static final Progress NONE = new Progress(null, null);
  }

  /// A job whose attempt ends.
  record Ending(LockedJob job, Progress progress) {}

  /// Takes the job's row and works out its progress, which never goes back nor past the job's end.
  ///
  /// @param optimizerStep the attempt's last one, as far as it is known
  Optional<Ending> findAndLockEnding(UUID jobId, UUID attemptId, long optimizerStep, Instant now) {
    return jdbc.sql(
            """
            SELECT j.state, j.cancel_requested_at IS NOT NULL AS cancel_requested, j.retries,
              j.max_retries, reached.step,
              CASE WHEN a.started_at < :now AND reached.step >= a.curve_from_step + :enough
                THEN extract(epoch FROM :now - a.started_at)::double precision
                  / (reached.step - a.curve_from_step) END AS step_seconds
            FROM job j LEFT JOIN attempt a ON a.id = :attempt
              CROSS JOIN LATERAL (SELECT greatest(j.optimizer_step,
                least(:optimizerStep, j.total_optimizer_steps)) AS step) reached
            WHERE j.id = :job FOR NO KEY UPDATE OF j
            """)
        .param("job", jobId)
        .param("attempt", attemptId)
        .param("optimizerStep", optimizerStep)
        .param("enough", STEPS_TO_MEASURE)
        .param("now", Timestamp.from(now))
        .query((row, number) ->
            new Ending(
                locked(row),
                new Progress(row.getLong("step"), row.getObject("step_seconds", Double.class))))
        .optional();
  }

  private static LockedJob locked(ResultSet row) throws SQLException {
    return new LockedJob(
        JobState.valueOf(row.getString("state")),
        row.getBoolean("cancel_requested"),
        row.getInt("retries"),
        row.getInt("max_retries"));
  }

  /// Notes the wish, once.
  ///
  /// @return false when it was noted before
  boolean requestCancel(UUID jobId, Instant now) {
    return jdbc.sql(
                """
                UPDATE job SET cancel_requested_at = :now
                WHERE id = :job AND cancel_requested_at IS NULL
                  AND state IN ('ASSIGNED', 'RUNNING', 'PREEMPTING')
                """)
            .param("job", jobId)
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  /// Moves the job, records that, and lets go of everything that it held where it ends.
  ///
  /// @return false when the job is not where the move begins
  boolean move(JobMove move, JobEventRow event, Progress progress, Instant now) {
    String message = move.failureMessage();
    return jdbc.sql(
                """
                WITH moved AS (
                  UPDATE job SET
                    state = :to,
                    retries = retries + CASE WHEN :countsAsRetry THEN 1 ELSE 0 END,
                    queued_at = CASE WHEN :countsAsRetry THEN :now::timestamptz ELSE queued_at END,
                    started_at = CASE WHEN :to = 'RUNNING' THEN coalesce(started_at, :now::timestamptz) ELSE started_at END,
                    finished_at = CASE WHEN :terminal THEN :now::timestamptz END,
                    failure_cause = :failureCause,
                    failure_message = :failureMessage,
                    optimizer_step = coalesce(:optimizerStep, optimizer_step),
                    step_seconds = coalesce(:stepSeconds, step_seconds)
                  WHERE id = :job AND state = :from RETURNING id),
                released AS (
                  DELETE FROM job_reference
                  WHERE :terminal AND job_id IN (SELECT id FROM moved))
                INSERT INTO job_event (job_id, attempt_id, at, kind, from_state, to_state, actor, reason)
                SELECT id, :attempt, :now, :kind, :from, :to, :actor, :reason FROM moved
                """)
            .param("job", event.jobId())
            .param("attempt", event.attemptId(), Types.OTHER)
            .param("kind", event.kind())
            .param("actor", event.actor())
            .param("reason", event.reason())
            .param("from", move.from().name())
            .param("to", move.to().name())
            .param("countsAsRetry", move.countsAsRetry())
            .param("terminal", move.to().terminal())
            .param("failureCause", name(move.failureCause()), Types.VARCHAR)
            .param(
                "failureMessage",
                message == null ? null : JobEventRow.storable(message, JobEventRow.MAX_REASON),
                Types.VARCHAR)
            .param("optimizerStep", progress.optimizerStep(), Types.BIGINT)
            .param("stepSeconds", progress.stepSeconds(), Types.DOUBLE)
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  void insertEvent(JobEventRow event, Instant now) {
    insertEvent(event, now, false);
  }

  /// Records something that a trainer reports.
  ///
  /// @return false when the job has too many events already
  boolean insertEventWithinLimit(JobEventRow event, Instant now) {
    return insertEvent(event, now, true) == 1;
  }

  /// Moves queued jobs to `ASSIGNED`, with their events, and forgets why they waited, which it
  /// takes in the order of the jobs' ids like whoever writes that.
  Set<UUID> assignAll(Collection<JobLifecycle.Assigned> placed, String actor, Instant now) {
    return new HashSet<>(
        jdbc.sql(
                """
                WITH placed (job_id, attempt_id, reason) AS (
                  SELECT * FROM unnest(:jobs, :attempts, :reasons)),
                moved AS (
                  UPDATE job SET state = 'ASSIGNED', claimed_worker_id = NULL FROM placed p
                  WHERE job.id = p.job_id AND job.state = 'QUEUED'
                  RETURNING job.id, p.attempt_id, p.reason),
                explained AS (
                  DELETE FROM job_wait WHERE job_id IN (
                    SELECT w.job_id FROM job_wait w WHERE w.job_id IN (SELECT id FROM moved)
                    ORDER BY w.job_id FOR UPDATE)),
                told AS (
                  INSERT INTO job_event (job_id, attempt_id, at, kind, from_state, to_state, actor, reason)
                  SELECT id, attempt_id, :now, 'TRANSITION', 'QUEUED', 'ASSIGNED', :actor, reason
                  FROM moved)
                SELECT id FROM moved
                """)
            .param("jobs", placed.stream().map(JobLifecycle.Assigned::jobId).toArray(UUID[]::new))
            .param(
                "attempts",
                placed.stream().map(JobLifecycle.Assigned::attemptId).toArray(UUID[]::new))
            .param(
                "reasons",
                placed.stream()
                    .map(it -> JobEventRow.storable(it.reason(), JobEventRow.MAX_REASON))
                    .toArray(String[]::new))
            .param("actor", actor)
            .param("now", Timestamp.from(now))
            .query((row, number) -> row.getObject(1, UUID.class))
            .list());
  }

  /// What of a job stays as it was submitted.
  record Kept(UUID teamId, JobSpec spec) {}

  Kept fetchKept(UUID jobId) {
    return jdbc.sql("SELECT team_id, spec FROM job WHERE id = :job")
        .param("job", jobId)
        .query((row, number) ->
            new Kept(
                row.getObject("team_id", UUID.class), CanonicalSpec.read(row.getString("spec"))))
        .single();
  }

  /// Lets the job begin anew as to retries, losses and time, at the end of the queue.
  void forgive(UUID jobId, Instant now) {
    jdbc.sql(
            """
            UPDATE job SET retries = 0, losses_in_a_row = 0, loss_optimizer_step = NULL,
              forgiven_attempts = (SELECT count(*) FROM attempt WHERE job_id = :job),
              cancel_requested_at = NULL, held_at = NULL, not_before_at = NULL, queued_at = :now
            WHERE id = :job
            """)
        .param("job", jobId)
        .param("now", Timestamp.from(now))
        .update();
  }

  /// Counts the loss of a worker or device, from one again when there is a newer checkpoint than at
  /// the last.
  int countLoss(UUID jobId) {
    return jdbc.sql(
            """
            UPDATE job SET loss_optimizer_step = saved.newest,
              losses_in_a_row = CASE WHEN saved.newest > coalesce(loss_optimizer_step, 0) THEN 1
                ELSE losses_in_a_row + 1 END
            FROM (SELECT coalesce(max(optimizer_step), 0) AS newest
                  FROM checkpoint WHERE job_id = :job) saved
            WHERE id = :job RETURNING losses_in_a_row
            """)
        .param("job", jobId)
        .query((row, number) -> row.getInt(1))
        .single();
  }

  /// Keeps the job from starting before an instant.
  void postpone(UUID jobId, Instant notBefore) {
    jdbc.sql("UPDATE job SET not_before_at = greatest(not_before_at, :at) WHERE id = :job")
        .param("job", jobId)
        .param("at", Timestamp.from(notBefore))
        .update();
  }

  private int insertEvent(JobEventRow event, Instant now, boolean limited) {
    return jdbc.sql(
            """
            INSERT INTO job_event (job_id, attempt_id, at, kind, from_state, to_state, actor, reason)
            SELECT :job, :attempt, :now, :kind, :from, :to, :actor, :reason
            WHERE NOT :limited OR :limit > (SELECT count(*) FROM job_event WHERE job_id = :job)
            """)
        .param("job", event.jobId())
        .param("attempt", event.attemptId(), Types.OTHER)
        .param("now", Timestamp.from(now))
        .param("kind", event.kind())
        .param("from", name(event.from()), Types.VARCHAR)
        .param("to", name(event.to()), Types.VARCHAR)
        .param("actor", event.actor())
        .param("reason", event.reason())
        .param("limited", limited)
        .param("limit", MAX_EVENTS_OF_A_JOB)
        .update();
  }

  private static @Nullable String name(@Nullable Enum<?> constant) {
    return constant == null ? null : constant.name();
  }
}
