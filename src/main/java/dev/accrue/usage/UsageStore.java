package dev.accrue.usage;

import dev.accrue.api.usage.UsageRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statement that adds up what attempts held.
@Component
class UsageStore {

  /// `held`: the attempts of the time, each with when it began to run and until when it held its
  /// devices. `split`: how many devices these were, which share of its running went to probes, and
  /// which share of the optimizer steps that it did a later attempt did again. `piece`: how long it
  /// held and ran within each period. docs/usage.md has the formulas.
  private static final String REPORT =
      """
      WITH period AS (
        SELECT * FROM unnest(CAST(:names AS text[]), CAST(:begins AS timestamptz[]),
                             CAST(:ends AS timestamptz[])) AS p (name, begins, ends)),
      held AS MATERIALIZED (
        SELECT a.id, j.team_id, j.created_by, j.labels, a.assigned_at, e.until,
               least(greatest(a.assigned_at, coalesce(a.started_at, e.until)), e.until) AS ran_from,
               a.probe_millis / 1000.0 AS probed, a.cause, a.curve_from_step, a.curve_to_step,
               (SELECT max(s.newest_optimizer_step) FROM series s WHERE s.attempt_id = a.id)
                 - a.curve_from_step AS steps
          FROM attempt a
          JOIN job j ON j.id = a.job_id
         CROSS JOIN LATERAL (
           SELECT greatest(a.assigned_at, coalesce(a.ended_at, CAST(:now AS timestamptz)))) e (until)
         WHERE a.assigned_at < :to AND (a.ended_at IS NULL OR a.ended_at > :from)
           AND (CAST(:teams AS uuid[]) IS NULL OR j.team_id = ANY (:teams))),
      split AS (
        SELECT h.*,
               (SELECT coalesce(sum(least(1, CAST(t.held_bytes AS float8) / d.memory_bytes)), 0)
                  FROM attempt_device t JOIN device d ON d.id = t.device_id
                 WHERE t.attempt_id = h.id) AS devices,
               CASE WHEN h.cause = 'OUT_OF_MEMORY' AND coalesce(h.steps, 0) <= 0 THEN 1
                    WHEN h.probed IS NULL OR h.until <= h.ran_from THEN 0
                    ELSE least(1, h.probed / extract(epoch FROM h.until - h.ran_from)) END AS probe,
               CASE WHEN h.curve_to_step IS NULL THEN 0
                    WHEN coalesce(h.steps, 0) <= 0 THEN 1
                    ELSE CAST(greatest(0, h.steps - greatest(0, h.curve_to_step - h.curve_from_step))
                      AS float8) / h.steps END AS redone
          FROM held h),
      piece AS (
        SELECT s.*, p.name AS period,
               extract(epoch FROM least(s.until, p.ends) - greatest(s.assigned_at, p.begins))
                 * s.devices / 3600 AS hours,
               greatest(0, extract(epoch FROM
                 least(s.until, p.ends) - greatest(s.ran_from, p.begins)))
                 * s.devices / 3600 AS ran
          FROM split s
          JOIN period p ON s.assigned_at < p.ends AND s.until > p.begins)
      SELECT {team} AS team, {user} AS user_name, {label} AS label, piece.period,
             count(*) AS attempts, sum(hours) AS hours,
             sum(ran * (1 - probe) * (1 - redone)) AS useful,
             sum(ran * (1 - probe) * redone) AS redone,
             sum(ran * probe) AS probe,
             sum(hours - ran) AS idle
        FROM piece
        JOIN team t ON t.id = piece.team_id
        JOIN app_user u ON u.id = piece.created_by
       GROUP BY 1, 2, 3, 4
       ORDER BY 4, 1, 2, 3 LIMIT :limit
      """;

  /// Nobody waits longer for a report, and no server works longer for one.
  private static final String TIMEOUT = "SET LOCAL statement_timeout = '20s'";

  private final JdbcClient jdbc;

  UsageStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// What to add up.
  ///
  /// @param teamIds whose attempts; null for everybody's
  /// @param limit rows at most
  record Question(
      @Nullable List<UUID> teamIds, Instant from, Instant to, Grouping grouping, int limit) {}

  /// In the caller's transaction.
  List<UsageRow> report(Question question, Instant now) {
    jdbc.sql(TIMEOUT).update();
    Grouping by = question.grouping();
    String statement =
        REPORT
            .replace("{team}", by.team() ? "t.name" : "CAST(NULL AS text)")
            .replace("{user}", by.user() ? "u.name" : "CAST(NULL AS text)")
            .replace(
                "{label}", by.label() == null ? "CAST(NULL AS text)" : "piece.labels ->> :label");
    List<Period.Piece> pieces = by.period().cut(question.from(), question.to());
    List<UUID> teams = question.teamIds();
    return jdbc.sql(statement)
        .param("names", pieces.stream().map(Period.Piece::name).toArray(String[]::new))
        .param("begins", times(pieces.stream().map(Period.Piece::from).toList()))
        .param("ends", times(pieces.stream().map(Period.Piece::to).toList()))
        .param("from", Timestamp.from(question.from()))
        .param("to", Timestamp.from(question.to()))
        .param("now", Timestamp.from(now))
        .param("teams", teams == null ? null : teams.toArray(UUID[]::new), Types.ARRAY)
        .param("label", by.label(), Types.VARCHAR)
        .param("limit", question.limit())
        .query((row, _) -> row(row))
        .list();
  }

  private static String[] times(List<Instant> instants) {
    return instants.stream().map(Instant::toString).toArray(String[]::new);
  }

  private static UsageRow row(ResultSet row) throws SQLException {
    double redone = row.getDouble("redone");
    double probe = row.getDouble("probe");
    return new UsageRow(
        row.getString("team"),
        row.getString("user_name"),
        row.getString("label"),
        row.getString("period"),
        row.getLong("attempts"),
        row.getDouble("hours"),
        row.getDouble("useful"),
        redone + probe,
        redone,
        probe,
        row.getDouble("idle"));
  }
}
