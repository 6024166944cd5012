package dev.accrue.fleet;

import dev.accrue.api.worker.DeviceInfo;
import dev.accrue.api.worker.RegisterWorker;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `worker` and `device`.
@Component
class WorkerStore {

  private final JdbcClient jdbc;

  WorkerStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A new worker, or a known one that has started again.
  void upsert(RegisterWorker worker, Instant now) {
    jdbc.sql(
            """
            INSERT INTO worker (id, name, incarnation, registered_at, last_heartbeat_at)
            VALUES (:id, :name, :incarnation, :now, :now)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name,
              incarnation = excluded.incarnation, registered_at = excluded.registered_at,
              last_heartbeat_at = excluded.last_heartbeat_at
            """)
        .param("id", worker.workerId())
        .param("name", worker.name())
        .param("incarnation", worker.incarnation())
        .param("now", Timestamp.from(now))
        .update();
  }

  long countOthers(UUID workerId) {
    return jdbc.sql("SELECT count(*) FROM worker WHERE id <> :id")
        .param("id", workerId)
        .query((row, number) -> row.getLong(1))
        .single();
  }

  /// Makes these the worker's devices; others that it had stay as rows that are not present.
  void replaceDevices(UUID workerId, List<DeviceInfo> devices) {
    jdbc.sql("UPDATE device SET present = false WHERE worker_id = :worker AND present")
        .param("worker", workerId)
        .update();
    for (DeviceInfo device : devices) {
      jdbc.sql(
              """
              INSERT INTO device (id, worker_id, ordinal, kind, name, memory_bytes, threads)
              VALUES (:id, :worker, :ordinal, :kind, :name, :memoryBytes, :threads)
              ON CONFLICT (worker_id, ordinal) DO UPDATE SET kind = excluded.kind,
                name = excluded.name, memory_bytes = excluded.memory_bytes,
                threads = excluded.threads, present = true
              """)
          .param("id", UUID.randomUUID())
          .param("worker", workerId)
          .param("ordinal", device.ordinal())
          .param("kind", device.kind().name())
          .param("name", device.name())
          .param("memoryBytes", device.memoryBytes())
          .param("threads", device.threads())
          .update();
    }
  }

  /// Notes a heartbeat and takes the worker's row, so that its heartbeats come one by one.
  ///
  /// @return the worker's name; empty when another incarnation is the current one, or none
  Optional<String> beat(UUID workerId, UUID incarnation, Instant now) {
    return jdbc.sql(
            """
            UPDATE worker SET last_heartbeat_at = greatest(last_heartbeat_at, :now)
            WHERE id = :id AND incarnation = :incarnation
            RETURNING name
            """)
        .param("id", workerId)
        .param("incarnation", incarnation)
        .param("now", Timestamp.from(now))
        .query((row, number) -> row.getString(1))
        .optional();
  }

  boolean exists(UUID workerId) {
    return jdbc.sql("SELECT FROM worker WHERE id = :id")
        .param("id", workerId)
        .query((row, number) -> true)
        .optional()
        .isPresent();
  }
}
