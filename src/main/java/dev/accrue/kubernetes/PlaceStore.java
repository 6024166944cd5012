package dev.accrue.kubernetes;

import dev.accrue.fleet.FleetProperties;
import dev.accrue.scheduling.PlacementBackend.Underway;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements of the scheduler's tick on places in the cluster.
@Component
@OnKubernetes
class PlaceStore {

  private static final String ARRIVALS =
      """
      SELECT p.id, p.job_id, s.worker_id, w.name AS worker, j.queued_at,
        ARRAY(SELECT d.id FROM device d
          WHERE d.worker_id = w.id AND d.present AND d.problem IS NULL AND d.held_bytes = 0
          ORDER BY d.ordinal LIMIT j.devices) AS devices
      FROM kubernetes_placement p JOIN kubernetes_slot s ON s.number = p.slot
        JOIN worker w ON w.id = s.worker_id AND w.token_id = s.token_id
        JOIN job j ON j.id = p.job_id
      WHERE p.ended_at IS NULL AND p.attempt_id IS NULL AND p.token_at IS NOT NULL
        AND w.last_heartbeat_at > :silentSince
        AND w.left_at IS NULL AND w.draining_at IS NULL AND w.problem IS NULL
        AND j.state = 'QUEUED' AND j.devices <= (SELECT count(*) FROM device d
          WHERE d.worker_id = w.id AND d.present AND d.problem IS NULL AND d.held_bytes = 0)
      ORDER BY p.id
      """;

  private final JdbcClient jdbc;
  private final FleetProperties fleet;

  PlaceStore(JdbcClient jdbc, FleetProperties fleet) {
    this.jdbc = jdbc;
    this.fleet = fleet;
  }

  /// A placement whose worker has registered and may begin.
  record Arrival(
      UUID id, UUID jobId, UUID workerId, String worker, List<UUID> devices, Instant queuedAt) {}

  List<Arrival> findArrivals(Instant now) {
    return jdbc.sql(ARRIVALS)
        .param("silentSince", Timestamp.from(fleet.silentSince(now)))
        .query((row, _) ->
            new Arrival(
                row.getObject("id", UUID.class),
                row.getObject("job_id", UUID.class),
                row.getObject("worker_id", UUID.class),
                row.getString("worker"),
                Arrays.asList((UUID[]) row.getArray("devices").getArray()),
                row.getTimestamp("queued_at").toInstant()))
        .list();
  }

  /// Takes the rows of those that still wait for their attempts.
  Set<UUID> lockOpen(Collection<UUID> ids) {
    return ids(
        """
        SELECT id FROM kubernetes_placement
        WHERE id = ANY (:ids) AND ended_at IS NULL AND attempt_id IS NULL
        ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
        """,
        ids);
  }

  /// Takes the rows of those jobs that are still in this state and that nobody else is at.
  Set<UUID> lockJobs(Collection<UUID> ids, String state) {
    return new HashSet<>(
        jdbc.sql(
                """
                SELECT id FROM job WHERE id = ANY (:ids) AND state = :state
                ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                """)
            .param("ids", ids.toArray(UUID[]::new))
            .param("state", state)
            .query((row, _) -> row.getObject(1, UUID.class))
            .list());
  }

  private Set<UUID> ids(String sql, Collection<UUID> ids) {
    return new HashSet<>(
        jdbc.sql(sql)
            .param("ids", ids.toArray(UUID[]::new))
            .query((row, _) -> row.getObject(1, UUID.class))
            .list());
  }

  /// Notes the attempt of a placement whose row the transaction holds.
  void begin(UUID id, UUID attemptId) {
    require(
        jdbc.sql(
                """
                UPDATE kubernetes_placement SET attempt_id = :attempt
                WHERE id = :id AND ended_at IS NULL AND attempt_id IS NULL
                """)
            .param("id", id)
            .param("attempt", attemptId)
            .update(),
        id);
  }

  /// What queued jobs with a place wait for, and those that get no other for a while.
  Map<UUID, Underway> findUnderway(Instant now) {
    Map<UUID, Underway> underway = new HashMap<>();
    jdbc.sql(
            """
            SELECT DISTINCT ON (job_id) job_id, code, reason, end_reason, again_at
            FROM kubernetes_placement
            WHERE (ended_at IS NULL AND attempt_id IS NULL) OR again_at > :now
            ORDER BY job_id, created_at DESC
            """)
        .param("now", Timestamp.from(now))
        .query(row -> {
          Timestamp again = row.getTimestamp("again_at");
          underway.put(
              row.getObject("job_id", UUID.class),
              again == null
                  ? new Underway(row.getString("code"), row.getString("reason"))
                  : new Underway(
                      "CLUSTER_RETRY",
                      "%s; tried again, not before %s"
                          .formatted(
                              row.getString("end_reason"),
                              again.toInstant().truncatedTo(ChronoUnit.SECONDS))));
        });
    return underway;
  }

  /// A placement that is wanted.
  ///
  /// @param attemptId null while its worker has not registered
  record Holding(
      UUID id,
      @Nullable UUID attemptId,
      UUID jobId,
      UUID teamId,
      UUID userId,
      int priority,
      List<UUID> deviceIds,
      Instant createdAt) {}

  List<Holding> findHolding() {
    return jdbc.sql(
            """
            SELECT p.id, p.attempt_id, p.job_id, j.team_id, j.created_by, j.priority, p.device_ids,
              p.created_at
            FROM kubernetes_placement p JOIN job j ON j.id = p.job_id
            WHERE p.ended_at IS NULL ORDER BY p.id
            """)
        .query((row, _) ->
            new Holding(
                row.getObject("id", UUID.class),
                row.getObject("attempt_id", UUID.class),
                row.getObject("job_id", UUID.class),
                row.getObject("team_id", UUID.class),
                row.getObject("created_by", UUID.class),
                row.getInt("priority"),
                Arrays.asList((UUID[]) row.getArray("device_ids").getArray()),
                row.getTimestamp("created_at").toInstant()))
        .list();
  }

  /// How many may have a Job in the cluster.
  int countUnfinished() {
    return jdbc.sql("SELECT count(*)::integer FROM kubernetes_placement WHERE gone_at IS NULL")
        .query(Integer.class)
        .single();
  }

  void insert(UUID id, UUID jobId, int slot, String pool, List<UUID> deviceIds, Instant now) {
    jdbc.sql(
            """
            INSERT INTO kubernetes_placement
              (id, job_id, slot, pool, device_ids, created_at, code, reason)
            VALUES (:id, :job, :slot, :pool, :devices, :now, 'CLUSTER_CREATING',
              'its Kubernetes Job is being created')
            """)
        .param("id", id)
        .param("job", jobId)
        .param("slot", slot)
        .param("pool", pool)
        .param("devices", deviceIds.toArray(UUID[]::new))
        .param("now", Timestamp.from(now))
        .update();
  }

  /// Takes a place back that has not come up.
  ///
  /// @return false when it has
  boolean withdraw(UUID id, String reason, Instant now) {
    return jdbc.sql(
                """
                UPDATE kubernetes_placement SET ended_at = :now, end_reason = :reason
                WHERE id = :id AND ended_at IS NULL AND attempt_id IS NULL
                """)
            .param("id", id)
            .param("reason", reason)
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  private static void require(int updated, UUID id) {
    if (updated != 1) {
      throw new IllegalStateException("placement " + id + " changed while its row was held");
    }
  }
}
