package dev.accrue.fleet;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.DeviceShare;
import dev.accrue.api.worker.Heartbeat;
import dev.accrue.api.worker.Order;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements of a heartbeat on `attempt`.
@Component
class RenewalStore {

  private final JdbcClient jdbc;

  RenewalStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// What a renewed attempt's trainer is to do.
  ///
  /// @param equivalenceRequest the open one of its job; null for none
  record Renewed(Order order, @Nullable Long equivalenceRequest) {}

  /// Renews those of the named leases that are this worker's and still valid.
  ///
  /// @return them, with what their trainers are to do
  Map<UUID, Renewed> renew(UUID workerId, Heartbeat heartbeat, Instant now, Instant expiresAt) {
    Map<UUID, Renewed> renewed = new HashMap<>();
    jdbc.sql(
            """
            UPDATE attempt a SET lease_expires_at = greatest(a.lease_expires_at, :expiresAt)
            FROM job j
            WHERE a.id = ANY (:attempts) AND a.worker_id = :worker AND a.incarnation = :incarnation
              AND a.lease_token_hash IS NOT NULL AND a.ended_at IS NULL
              AND a.lease_expires_at > :now AND j.id = a.job_id
            RETURNING a.id, j.state, j.cancel_requested_at IS NOT NULL AS cancel_requested,
              (SELECT e.id FROM equivalence_check e
               WHERE e.job_id = j.id AND e.done_at IS NULL) AS equivalence_request
            """)
        .param("attempts", heartbeat.attempts().toArray(UUID[]::new))
        .param("worker", workerId)
        .param("incarnation", heartbeat.incarnation())
        .param("now", Timestamp.from(now))
        .param("expiresAt", Timestamp.from(expiresAt))
        .query(row -> {
          Long request = row.getObject("equivalence_request", Long.class);
          renewed.put(row.getObject("id", UUID.class), new Renewed(order(row), request));
        });
    return renewed;
  }

  private static Order order(ResultSet row) throws SQLException {
    if (row.getBoolean("cancel_requested")) {
      return Order.CANCEL;
    }
    return JobState.valueOf(row.getString("state")) == JobState.PREEMPTING
        ? Order.PREEMPT
        : Order.CONTINUE;
  }

  List<WaitingAttempt> lockWaiting(UUID workerId, UUID incarnation, Instant now) {
    return jdbc.sql(
            """
            SELECT a.id, a.job_id, j.team_id, a.fencing_token, j.spec -> 'environment' AS environment,
              j.cancel_requested_at IS NOT NULL AS cancel_requested,
              (j.spec -> 'resources' ->> 'deviceMemoryBytes')::bigint AS asked_bytes,
              (SELECT array_agg(d.ordinal ORDER BY d.ordinal)
               FROM attempt_device h JOIN device d ON d.id = h.device_id
               WHERE h.attempt_id = a.id) AS ordinals,
              (SELECT array_agg(h.memory_bytes ORDER BY d.ordinal)
               FROM attempt_device h JOIN device d ON d.id = h.device_id
               WHERE h.attempt_id = a.id) AS shares
            FROM attempt a JOIN job j ON j.id = a.job_id
            WHERE a.worker_id = :worker AND a.incarnation = :incarnation
              AND a.lease_token_hash IS NULL AND a.ended_at IS NULL AND a.lease_expires_at > :now
            ORDER BY a.id FOR NO KEY UPDATE OF a
            """)
        .param("worker", workerId)
        .param("incarnation", incarnation)
        .param("now", Timestamp.from(now))
        .query((row, number) ->
            new WaitingAttempt(
                row.getObject("id", UUID.class),
                row.getObject("job_id", UUID.class),
                row.getObject("team_id", UUID.class),
                row.getLong("fencing_token"),
                row.getBoolean("cancel_requested"),
                devices(row),
                TrainerEnvironments.read(row.getString("environment"))))
        .list();
  }

  /// Whoever holds a whole device and asked for a part of it is kept to that part.
  private static List<DeviceShare> devices(ResultSet row) throws SQLException {
    Integer[] ordinals = (Integer[]) row.getArray("ordinals").getArray();
    Long[] shares = (Long[]) row.getArray("shares").getArray();
    Long asked = row.getObject("asked_bytes", Long.class);
    return IntStream.range(0, ordinals.length)
        .mapToObj(i -> new DeviceShare(ordinals[i], shares[i] == null ? asked : shares[i]))
        .toList();
  }

  /// Gives attempts whose rows the transaction holds their lease tokens.
  void handOut(Map<UUID, byte[]> tokenHashes, Instant expiresAt) {
    int updated =
        jdbc.sql(
                """
                UPDATE attempt SET lease_token_hash = h.hash, lease_expires_at = :expiresAt
                FROM unnest(:attempts, :hashes) AS h (attempt_id, hash)
                WHERE id = h.attempt_id AND lease_token_hash IS NULL AND ended_at IS NULL
                """)
            .param("attempts", tokenHashes.keySet().toArray(UUID[]::new))
            .param("hashes", tokenHashes.values().toArray(byte[][]::new))
            .param("expiresAt", Timestamp.from(expiresAt))
            .update();
    if (updated != tokenHashes.size()) {
      throw new IllegalStateException(
          "some of the attempts %s were handed out while they were held"
              .formatted(tokenHashes.keySet()));
    }
  }
}
