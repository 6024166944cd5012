package dev.accrue.fleet;

import dev.accrue.api.fleet.DeviceView;
import dev.accrue.api.fleet.WorkerView;
import dev.accrue.api.worker.DeviceKind;
import java.sql.ResultSet;
import java.sql.SQLException;
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

  FleetOverview(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Which devices are busy is for everybody to see, with which job only for its team.
  List<WorkerView> workers(List<UUID> teamIds) {
    Map<UUID, WorkerView> workers = new LinkedHashMap<>();
    jdbc.sql(
            """
            SELECT w.id, w.name AS worker, w.last_heartbeat_at, d.ordinal, d.kind, d.name,
              d.memory_bytes, d.threads, h.attempt_id IS NOT NULL AS busy, j.id AS job_id
            FROM (SELECT * FROM worker ORDER BY last_heartbeat_at DESC LIMIT :limit) w
            LEFT JOIN device d ON d.worker_id = w.id AND d.present
            LEFT JOIN attempt_device h ON h.device_id = d.id AND NOT h.released
            LEFT JOIN attempt a ON a.id = h.attempt_id
            LEFT JOIN job j ON j.id = a.job_id AND j.team_id = ANY (:teams)
            ORDER BY w.name, w.id, d.ordinal
            """)
        .param("limit", MAX_WORKERS)
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

  private static WorkerView worker(UUID id, ResultSet row) throws SQLException {
    return new WorkerView(
        id,
        row.getString("worker"),
        row.getTimestamp("last_heartbeat_at").toInstant(),
        new ArrayList<>());
  }

  private static DeviceView device(ResultSet row) throws SQLException {
    @Nullable UUID jobId = row.getObject("job_id", UUID.class);
    return new DeviceView(
        row.getInt("ordinal"),
        DeviceKind.valueOf(row.getString("kind")),
        row.getString("name"),
        row.getLong("memory_bytes"),
        row.getInt("threads"),
        row.getBoolean("busy"),
        jobId);
  }
}
