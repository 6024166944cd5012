package dev.accrue.observability;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads the state of the platform as a whole.
@Component
class FiguresStore {

  /// Each is a few time series for Prometheus.
  private static final int MOST_TEAMS = 1_000;

  private static final int MOST_WORKERS = 5_000;

  private final JdbcClient jdbc;

  FiguresStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<TeamFigures> teams(Instant now) {
    return jdbc.sql(
            """
            SELECT t.name, coalesce(q.jobs, 0) AS waiting, coalesce(r.attempts, 0) AS running,
              coalesce(extract(epoch FROM :now - q.since), 0) AS oldest_seconds,
              coalesce(r.samples_per_second, 0) AS samples_per_second
            FROM team t
            LEFT JOIN (
              SELECT team_id, count(*) AS jobs, min(greatest(queued_at, created_at)) AS since
              FROM job WHERE state = 'QUEUED' AND held_at IS NULL GROUP BY team_id) q
              ON q.team_id = t.id
            LEFT JOIN (
              SELECT j.team_id, count(*) AS attempts, sum(s.newest_value) AS samples_per_second
              FROM attempt a JOIN job j ON j.id = a.job_id
              LEFT JOIN series s ON s.attempt_id = a.id AND s.name = 'train/samples_per_second'
              WHERE a.ended_at IS NULL GROUP BY j.team_id) r
              ON r.team_id = t.id
            ORDER BY t.name LIMIT :most
            """)
        .param("now", Timestamp.from(now))
        .param("most", MOST_TEAMS)
        .query((row, _) ->
            new TeamFigures(
                row.getString("name"),
                row.getLong("waiting"),
                row.getDouble("oldest_seconds"),
                row.getLong("running"),
                row.getDouble("samples_per_second")))
        .list();
  }

  /// @param silentSince workers that were heard before this and not since are not there
  /// @param knownSince what was said of devices before is too old
  List<DeviceFigures> devices(Instant silentSince, Instant knownSince) {
    return jdbc.sql(
            """
            SELECT w.name, d.kind, count(*) AS devices,
              count(*) FILTER (WHERE d.held_bytes > 0 AND d.problem IS NULL) AS held,
              count(*) FILTER (WHERE d.problem IS NOT NULL) AS broken,
              avg(t.utilization_percent) / 100 AS utilization,
              coalesce(sum(t.memory_bytes), 0)::bigint AS memory_bytes
            FROM worker w JOIN device d ON d.worker_id = w.id AND d.present
            LEFT JOIN LATERAL (
              SELECT utilization_percent, memory_bytes FROM device_telemetry
              WHERE device_id = d.id AND at > :knownSince ORDER BY at DESC LIMIT 1) t ON true
            WHERE w.last_heartbeat_at > :silentSince AND w.left_at IS NULL
            GROUP BY w.name, d.kind ORDER BY w.name, d.kind LIMIT :most
            """)
        .param("knownSince", Timestamp.from(knownSince))
        .param("silentSince", Timestamp.from(silentSince))
        .param("most", MOST_WORKERS)
        .query((row, _) ->
            new DeviceFigures(
                row.getString("name"),
                row.getString("kind"),
                row.getLong("devices"),
                row.getLong("held"),
                row.getLong("broken"),
                row.getObject("utilization", Double.class),
                row.getLong("memory_bytes")))
        .list();
  }

  /// How many workers there are in each state; those that fell silent before `forgottenSince` are
  /// no longer missed.
  Map<String, Long> workers(Instant silentSince, Instant forgottenSince) {
    Map<String, Long> workers = new TreeMap<>();
    List.of("serving", "draining", "troubled", "silent").forEach(state -> workers.put(state, 0L));
    jdbc.sql(
            """
            SELECT CASE WHEN last_heartbeat_at <= :silentSince THEN 'silent'
                WHEN problem IS NOT NULL THEN 'troubled'
                WHEN draining_at IS NOT NULL THEN 'draining' ELSE 'serving' END AS state,
              count(*) AS workers
            FROM worker
            WHERE left_at IS NULL AND removed_at IS NULL AND last_heartbeat_at > :forgottenSince
            GROUP BY 1
            """)
        .param("silentSince", Timestamp.from(silentSince))
        .param("forgottenSince", Timestamp.from(forgottenSince))
        .query(row -> {
          workers.put(row.getString("state"), row.getLong("workers"));
        });
    return workers;
  }

  long databaseBytes() {
    return jdbc.sql("SELECT pg_database_size(current_database())").query(Long.class).single();
  }
}
