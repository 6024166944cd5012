package dev.accrue.scheduling;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `job_wait`: why each queued job waits. Rows are written only where they say
/// something new, so a long queue in which nothing moves costs a comparison and no writing.
@Component
class WaitStore {

  /// A job gets an event for its reason so often at most.
  static final Duration BETWEEN_EVENTS = Duration.ofSeconds(20);

  private static final int ROWS_PER_STATEMENT = 1_000;
  private static final int EVENTS_PER_STATEMENT = 200;
  private static final int MAX_EVENTS_OF_A_JOB = 10_000;

  /// An estimate that moved by less than half a minute, or a tenth of what there is to wait, stays
  /// as it was.
  private static final String WRITE =
      """
      INSERT INTO job_wait AS w (job_id, code, reason, estimated_start_at, earliest_start_at,
        latest_start_at, durations_known, seen_at)
      SELECT j.id, n.code, n.reason, n.estimated, n.earliest, n.latest, n.known, :now
        FROM unnest(:jobs, :codes, :reasons, :estimated, :earliest, :latest, :known)
          AS n (job_id, code, reason, estimated, earliest, latest, known)
        JOIN job j ON j.id = n.job_id AND j.state = 'QUEUED'
       ORDER BY j.id
      ON CONFLICT (job_id) DO UPDATE SET code = excluded.code, reason = excluded.reason,
        estimated_start_at = excluded.estimated_start_at,
        earliest_start_at = excluded.earliest_start_at,
        latest_start_at = excluded.latest_start_at,
        durations_known = excluded.durations_known, seen_at = excluded.seen_at
       WHERE w.code <> excluded.code OR w.reason <> excluded.reason
          OR (w.estimated_start_at IS NULL) <> (excluded.estimated_start_at IS NULL)
          OR (w.latest_start_at IS NULL) <> (excluded.latest_start_at IS NULL)
          OR w.durations_known IS DISTINCT FROM excluded.durations_known
          OR abs(extract(epoch FROM w.estimated_start_at - excluded.estimated_start_at))
            > greatest(30, 0.1 * abs(extract(epoch FROM w.estimated_start_at - :now::timestamptz)))
          OR abs(extract(epoch FROM w.latest_start_at - excluded.latest_start_at))
            > greatest(30, 0.1 * abs(extract(epoch FROM w.latest_start_at - :now::timestamptz)))
      """;

  private static final String TELL =
      """
      WITH due AS MATERIALIZED (
        SELECT w.job_id, w.code, w.reason
          FROM job_wait w JOIN job j ON j.id = w.job_id AND j.state = 'QUEUED'
         WHERE w.told_code IS DISTINCT FROM w.code
           AND (w.told_at IS NULL OR w.told_at <= :before)
         LIMIT :limit FOR NO KEY UPDATE OF j SKIP LOCKED),
      said AS (
        INSERT INTO job_event (job_id, at, kind, actor, reason)
        SELECT job_id, :now, 'WAITING', 'scheduler', reason FROM due
         WHERE :mostEvents > (SELECT count(*) FROM job_event e WHERE e.job_id = due.job_id))
      UPDATE job_wait w SET told_code = due.code, told_at = :now
        FROM due WHERE w.job_id = due.job_id RETURNING w.job_id
      """;

  private final JdbcClient jdbc;
  private final Clock clock;

  WaitStore(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// Why a job waits and when it may start.
  record Explained(
      UUID jobId,
      String code,
      String reason,
      @Nullable Instant estimated,
      @Nullable Instant earliest,
      @Nullable Instant latest,
      @Nullable Boolean durationsKnown) {}

  void write(List<Explained> explained) {
    for (int from = 0; from < explained.size(); from += ROWS_PER_STATEMENT) {
      writeSome(explained.subList(from, Math.min(explained.size(), from + ROWS_PER_STATEMENT)));
    }
  }

  private void writeSome(List<Explained> some) {
    jdbc.sql(WRITE)
        .param("jobs", some.stream().map(Explained::jobId).toArray(UUID[]::new))
        .param("codes", some.stream().map(Explained::code).toArray(String[]::new))
        .param("reasons", some.stream().map(Explained::reason).toArray(String[]::new))
        .param("estimated", instants(some, Explained::estimated))
        .param("earliest", instants(some, Explained::earliest))
        .param("latest", instants(some, Explained::latest))
        .param("known", some.stream().map(Explained::durationsKnown).toArray(Boolean[]::new))
        .param("now", Timestamp.from(clock.instant()))
        .update();
  }

  private static @Nullable Timestamp[] instants(
      List<Explained> some, Function<Explained, @Nullable Instant> field) {
    return some.stream()
        .map(field)
        .map(instant -> instant == null ? null : Timestamp.from(instant))
        .toArray(Timestamp[]::new);
  }

  /// Gives some of the jobs whose reason has changed an event that says so.
  ///
  /// @return them
  List<UUID> tell() {
    Instant now = clock.instant();
    return jdbc.sql(TELL)
        .param("before", Timestamp.from(now.minus(BETWEEN_EVENTS)))
        .param("now", Timestamp.from(now))
        .param("limit", EVENTS_PER_STATEMENT)
        .param("mostEvents", MAX_EVENTS_OF_A_JOB)
        .query((row, _) -> row.getObject(1, UUID.class))
        .list();
  }
}
