package dev.accrue.kubernetes;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// The statements of the reconciler on `kubernetes_placement`, each with its guard.
@Component
@OnKubernetes
class PlacementTables {

  /// Any constant that nothing else in the database locks.
  private static final long RECONCILER_LOCK = 0x6163637275650002L;

  /// Pauses double so often at most; beyond, they are at their longest whatever the settings.
  private static final int MOST_DOUBLINGS = 20;

  private static final String FIND =
      """
      SELECT p.id, p.job_id, p.pool, p.slot, p.attempt_id, p.created_at, p.cluster_uid,
        p.token_at IS NOT NULL AS token_given, p.ended_at, s.worker_id, s.token_id,
        j.priority, j.devices, j.selector, t.name AS team
      FROM kubernetes_placement p JOIN kubernetes_slot s ON s.number = p.slot
        JOIN job j ON j.id = p.job_id JOIN team t ON t.id = j.team_id
      WHERE p.gone_at IS NULL ORDER BY p.created_at, p.id
      """;

  private static final String END_UNWANTED =
      """
      UPDATE kubernetes_placement p SET ended_at = :now, end_reason = CASE
          WHEN p.attempt_id IS NOT NULL THEN 'its attempt is over'
          WHEN j.state <> 'QUEUED' THEN 'its job no longer waits'
          WHEN j.held_at IS NOT NULL THEN 'somebody holds its job'
          ELSE 'the queue is paused' END
      FROM job j JOIN team t ON t.id = j.team_id
      WHERE p.ended_at IS NULL AND j.id = p.job_id AND CASE
        WHEN p.attempt_id IS NOT NULL
          THEN EXISTS (SELECT FROM attempt WHERE id = p.attempt_id AND ended_at IS NOT NULL)
        ELSE j.state <> 'QUEUED' OR j.held_at IS NOT NULL OR t.queue_paused_at IS NOT NULL
          OR EXISTS (SELECT FROM queue_switch WHERE paused_at IS NOT NULL) END
      RETURNING p.job_id
      """;

  private static final String GIVE_UP =
      """
      UPDATE kubernetes_placement p SET ended_at = :now, end_reason = :reason,
        again_at = :now::timestamptz + least(:longest, :pause * 2 ^ least(:doublings,
          (SELECT count(*) FROM kubernetes_placement e WHERE e.job_id = p.job_id
             AND e.again_at IS NOT NULL AND e.created_at > coalesce(
               (SELECT max(created_at) FROM kubernetes_placement
                 WHERE job_id = p.job_id AND attempt_id IS NOT NULL), '-infinity'))))
          * interval '1 millisecond'
      WHERE id = :id AND ended_at IS NULL AND attempt_id IS NULL
      """;

  private final JdbcClient jdbc;
  private final JsonMapper json = new JsonMapper();

  PlacementTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Makes the caller the only one on any server that reconciles, until its transaction ends.
  boolean tryLockReconciler() {
    return jdbc.sql("SELECT pg_try_advisory_xact_lock(:lock)")
        .param("lock", RECONCILER_LOCK)
        .query(Boolean.class)
        .single();
  }

  /// Everything that may have something in the cluster.
  List<Placement> findAll() {
    return jdbc.sql(FIND).query((row, _) -> placement(row)).list();
  }

  private Placement placement(ResultSet row) throws SQLException {
    String selector = row.getString("selector");
    return new Placement(
        row.getObject("id", UUID.class),
        row.getObject("job_id", UUID.class),
        row.getString("team"),
        row.getInt("priority"),
        row.getInt("devices"),
        selector == null ? Map.of() : json.readValue(selector, new TypeReference<>() {}),
        row.getString("pool"),
        row.getInt("slot"),
        row.getObject("worker_id", UUID.class),
        row.getObject("token_id", UUID.class),
        row.getObject("attempt_id", UUID.class),
        row.getTimestamp("created_at").toInstant(),
        row.getString("cluster_uid"),
        row.getBoolean("token_given"),
        instant(row, "ended_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  /// Ends those whose attempts are over, and those that were never one and whose jobs may not start
  /// any more.
  ///
  /// @return their jobs
  List<UUID> endUnwanted(Instant now) {
    return jdbc.sql(END_UNWANTED)
        .param("now", Timestamp.from(now))
        .query((row, _) -> row.getObject(1, UUID.class))
        .list();
  }

  /// Notes the Kubernetes Job that is there. Another one than before has no token of ours.
  void adopt(UUID id, String uid) {
    jdbc.sql(
            """
            UPDATE kubernetes_placement SET cluster_uid = :uid, token_at = NULL
            WHERE id = :id AND cluster_uid IS DISTINCT FROM :uid
            """)
        .param("id", id)
        .param("uid", uid)
        .update();
  }

  void tokenGiven(UUID id, String uid, Instant now) {
    jdbc.sql(
            """
            UPDATE kubernetes_placement SET token_at = :now
            WHERE id = :id AND cluster_uid = :uid AND token_at IS NULL
            """)
        .param("id", id)
        .param("uid", uid)
        .param("now", Timestamp.from(now))
        .update();
  }

  /// Notes what it waits for.
  ///
  /// @return whether that is news
  boolean note(UUID id, String code, String reason) {
    return jdbc.sql(
                """
                UPDATE kubernetes_placement SET code = :code, reason = :reason
                WHERE id = :id AND ended_at IS NULL AND (code, reason) <> (:code, :reason)
                """)
            .param("id", id)
            .param("code", code)
            .param("reason", reason)
            .update()
        == 1;
  }

  /// Ends one whose attempt is over.
  void end(UUID id, String reason, Instant now) {
    jdbc.sql(
            """
            UPDATE kubernetes_placement SET ended_at = :now, end_reason = :reason
            WHERE id = :id AND ended_at IS NULL
            """)
        .param("id", id)
        .param("reason", reason)
        .param("now", Timestamp.from(now))
        .update();
  }

  /// Ends one that never came up. Its job gets no other for a while, longer each time in a row.
  ///
  /// @return false when it has come up meanwhile, or ended; nothing was changed
  boolean giveUp(UUID id, String reason, Instant now, Duration pause, Duration longest) {
    return jdbc.sql(GIVE_UP)
            .param("id", id)
            .param("reason", reason)
            .param("now", Timestamp.from(now))
            .param("pause", pause.toMillis())
            .param("longest", longest.toMillis())
            .param("doublings", MOST_DOUBLINGS)
            .update()
        == 1;
  }

  /// Nothing is left of it in the cluster; its number is free.
  void gone(UUID id, Instant now) {
    jdbc.sql(
            """
            UPDATE kubernetes_placement SET gone_at = :now
            WHERE id = :id AND ended_at IS NOT NULL AND gone_at IS NULL
            """)
        .param("id", id)
        .param("now", Timestamp.from(now))
        .update();
  }
}
