package dev.accrue.fleet;

import dev.accrue.api.fleet.DeviceView;
import dev.accrue.api.fleet.TelemetrySample;
import dev.accrue.api.fleet.WorkerView;
import dev.accrue.api.worker.DeviceKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads the whole fleet.
@Component
class FleetOverview {

  /// The most recently heard of.
  private static final int MAX_WORKERS = 1_000;

  private final JdbcClient jdbc;
  private final LabelText labels;
  private final FleetProperties properties;
  private final Clock clock;

  FleetOverview(JdbcClient jdbc, LabelText labels, FleetProperties properties, Clock clock) {
    this.jdbc = jdbc;
    this.labels = labels;
    this.properties = properties;
    this.clock = clock;
  }

  /// Which devices are busy is for everybody to see, with which job only for its team.
  List<WorkerView> workers(List<UUID> teamIds) {
    Map<UUID, WorkerView> workers = new LinkedHashMap<>();
    jdbc.sql(
            """
            SELECT w.id, w.name AS worker, w.labels, w.last_heartbeat_at,
              w.left_at IS NULL AND w.last_heartbeat_at <= :silentSince AS silent, w.draining_at,
              w.drain_deadline_at, w.left_at, w.problem AS worker_problem,
              d.ordinal, d.kind, d.name, d.uuid, d.driver, d.memory_bytes, d.threads, d.held_bytes,
              d.problem,
              ARRAY(SELECT j.id
                FROM attempt_device h JOIN attempt a ON a.id = h.attempt_id
                  JOIN job j ON j.id = a.job_id AND j.team_id = ANY (:teams)
                WHERE h.device_id = d.id AND NOT h.released ORDER BY j.id) AS job_ids,
              t.at, t.utilization_percent, t.memory_bytes AS used_bytes, t.temperature_celsius,
              t.power_watts
            FROM (
              SELECT * FROM worker WHERE removed_at IS NULL
              ORDER BY last_heartbeat_at DESC LIMIT :limit) w
            LEFT JOIN device d ON d.worker_id = w.id AND d.present
            LEFT JOIN LATERAL (
              SELECT * FROM device_telemetry WHERE device_id = d.id ORDER BY at DESC LIMIT 1) t
              ON true
            ORDER BY w.name, w.id, d.ordinal
            """)
        .param("limit", MAX_WORKERS)
        .param("silentSince", Timestamp.from(properties.silentSince(clock.instant())))
        .param("teams", teamIds.toArray(UUID[]::new))
        .query(row -> {
          UUID id = row.getObject("id", UUID.class);
          if (!workers.containsKey(id)) {
            workers.put(id, worker(id, row));
          }
          if (row.getString("kind") != null) {
            workers.get(id).devices().add(device(row));
          }
        });
    return List.copyOf(workers.values());
  }

  private WorkerView worker(UUID id, ResultSet row) throws SQLException {
    return new WorkerView(
        id,
        row.getString("worker"),
        labels.read(row.getString("labels")),
        row.getTimestamp("last_heartbeat_at").toInstant(),
        row.getBoolean("silent"),
        findInstant(row, "draining_at"),
        findInstant(row, "drain_deadline_at"),
        findInstant(row, "left_at"),
        row.getString("worker_problem"),
        new ArrayList<>());
  }

  private static @Nullable Instant findInstant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  private static @Nullable TelemetrySample latest(ResultSet row) throws SQLException {
    Instant at = findInstant(row, "at");
    return at == null
        ? null
        : new TelemetrySample(
            at,
            row.getObject("utilization_percent", Double.class),
            row.getObject("used_bytes", Long.class),
            row.getObject("temperature_celsius", Double.class),
            row.getObject("power_watts", Double.class));
  }

  private static DeviceView device(ResultSet row) throws SQLException {
    long heldBytes = row.getLong("held_bytes");
    return new DeviceView(
        row.getInt("ordinal"),
        DeviceKind.valueOf(row.getString("kind")),
        row.getString("name"),
        row.getString("uuid"),
        row.getString("driver"),
        row.getLong("memory_bytes"),
        row.getInt("threads"),
        heldBytes > 0,
        heldBytes,
        row.getString("problem"),
        List.of((UUID[]) row.getArray("job_ids").getArray()),
        latest(row));
  }
}
