package dev.accrue.fleet;

import dev.accrue.api.job.JobState;
import dev.accrue.api.worker.DeviceShare;
import dev.accrue.api.worker.Order;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /// A lease that a worker holds.
  ///
  /// @param equivalenceRequest the open one of its job; null for none
  record Lease(UUID attemptId, Instant expiresAt, Order order, @Nullable Long equivalenceRequest) {}

  /// The live attempts of a worker's incarnation whose leases are valid.
  ///
  /// @param leases of those that it was handed
  /// @param waiting those that it does not know of yet
  record Live(Map<UUID, Lease> leases, List<WaitingAttempt> waiting) {}

  /// Reads them without taking their rows.
  Live findLive(UUID workerId, UUID incarnation, Instant now) {
    Map<UUID, Lease> leases = new HashMap<>();
    List<WaitingAttempt> waiting = new ArrayList<>();
    jdbc.sql(
            """
            SELECT a.id, a.job_id, j.team_id, a.incarnation, a.fencing_token, a.lease_expires_at,
              a.lease_token_hash IS NOT NULL AS handed_out,
              j.state, j.cancel_requested_at IS NOT NULL AS cancel_requested,
              CASE WHEN a.lease_token_hash IS NOT NULL THEN
                (SELECT e.id FROM equivalence_check e WHERE e.job_id = j.id AND e.done_at IS NULL)
                END AS equivalence_request,
              CASE WHEN a.lease_token_hash IS NULL THEN j.spec -> 'environment' END AS environment,
              CASE WHEN a.lease_token_hash IS NULL
                THEN (j.spec -> 'resources' ->> 'deviceMemoryBytes')::bigint END AS asked_bytes,
              CASE WHEN a.lease_token_hash IS NULL THEN
                (SELECT array_agg(d.ordinal ORDER BY d.ordinal)
                 FROM attempt_device h JOIN device d ON d.id = h.device_id
                 WHERE h.attempt_id = a.id) END AS ordinals,
              CASE WHEN a.lease_token_hash IS NULL THEN
                (SELECT array_agg(h.memory_bytes ORDER BY d.ordinal)
                 FROM attempt_device h JOIN device d ON d.id = h.device_id
                 WHERE h.attempt_id = a.id) END AS shares
            FROM attempt a JOIN job j ON j.id = a.job_id
            WHERE a.worker_id = :worker AND a.ended_at IS NULL ORDER BY a.id
            """)
        .param("worker", workerId)
        .query(row -> {
          Instant expiresAt = row.getTimestamp("lease_expires_at").toInstant();
          if (!expiresAt.isAfter(now)
              || !row.getObject("incarnation", UUID.class).equals(incarnation)) {
            return;
          }
          UUID id = row.getObject("id", UUID.class);
          if (row.getBoolean("handed_out")) {
            Long request = row.getObject("equivalence_request", Long.class);
            leases.put(id, new Lease(id, expiresAt, order(row), request));
          } else {
            waiting.add(waiting(id, row));
          }
        });
    return new Live(leases, waiting);
  }

  private static Order order(ResultSet row) throws SQLException {
    if (row.getBoolean("cancel_requested")) {
      return Order.CANCEL;
    }
    return JobState.valueOf(row.getString("state")) == JobState.PREEMPTING
        ? Order.PREEMPT
        : Order.CONTINUE;
  }

  private static WaitingAttempt waiting(UUID id, ResultSet row) throws SQLException {
    return new WaitingAttempt(
        id,
        row.getObject("job_id", UUID.class),
        row.getObject("team_id", UUID.class),
        row.getLong("fencing_token"),
        row.getBoolean("cancel_requested"),
        devices(row),
        TrainerEnvironments.read(row.getString("environment")));
  }

  /// Renews those of the leases that are still valid.
  ///
  /// @return them
  Set<UUID> renew(Collection<UUID> attempts, Instant now, Instant expiresAt) {
    return new HashSet<>(
        jdbc.sql(
                """
                UPDATE attempt SET lease_expires_at = greatest(lease_expires_at, :expiresAt)
                WHERE id = ANY (:attempts) AND ended_at IS NULL AND lease_expires_at > :now
                RETURNING id
                """)
            .param("attempts", attempts.toArray(UUID[]::new))
            .param("now", Timestamp.from(now))
            .param("expiresAt", Timestamp.from(expiresAt))
            .query((row, _) -> row.getObject(1, UUID.class))
            .list());
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

  /// Gives attempts that nobody has been given yet, and that still live, their lease tokens.
  ///
  /// @return them
  Set<UUID> handOut(Map<UUID, byte[]> tokenHashes, Instant now, Instant expiresAt) {
    return new HashSet<>(
        jdbc.sql(
                """
                UPDATE attempt SET lease_token_hash = h.hash, lease_expires_at = :expiresAt
                FROM unnest(:attempts, :hashes) AS h (attempt_id, hash)
                WHERE id = h.attempt_id AND lease_token_hash IS NULL AND ended_at IS NULL
                  AND lease_expires_at > :now
                RETURNING id
                """)
            .param("attempts", tokenHashes.keySet().toArray(UUID[]::new))
            .param("hashes", tokenHashes.values().toArray(byte[][]::new))
            .param("now", Timestamp.from(now))
            .param("expiresAt", Timestamp.from(expiresAt))
            .query((row, _) -> row.getObject(1, UUID.class))
            .list());
  }
}
