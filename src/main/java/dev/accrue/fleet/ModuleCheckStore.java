package dev.accrue.fleet;

import dev.accrue.api.worker.ModuleCheckResult;
import dev.accrue.api.worker.ModuleCheckTask;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The statements on `module_check`.
@Component
class ModuleCheckStore {

  private final JdbcClient jdbc;
  private final JsonMapper json;

  ModuleCheckStore(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  /// Whether a module has passed an equal trial since then.
  boolean hasPassed(byte[] taskSha256, Instant since) {
    return jdbc.sql(
            """
            SELECT FROM module_check WHERE task_sha256 = :sha256 AND passed AND created_at > :since
            LIMIT 1
            """)
        .param("sha256", taskSha256)
        .param("since", Timestamp.from(since))
        .query((row, number) -> true)
        .optional()
        .isPresent();
  }

  /// How many trials of a team are under way.
  int countRunning(UUID teamId, Instant now) {
    return jdbc.sql(
            """
            SELECT count(*) FROM module_check
            WHERE team_id = :team AND finished_at IS NULL AND expires_at > :now
            """)
        .param("team", teamId)
        .param("now", Timestamp.from(now))
        .query(Integer.class)
        .single();
  }

  /// Whether a worker has been heard of since then.
  boolean anyWorker(Instant since) {
    return jdbc.sql(
            """
            SELECT FROM worker
            WHERE last_heartbeat_at > :since AND draining_at IS NULL AND left_at IS NULL
              AND problem IS NULL
            LIMIT 1
            """)
        .param("since", Timestamp.from(since))
        .query((row, number) -> true)
        .optional()
        .isPresent();
  }

  void insert(
      UUID id,
      UUID teamId,
      ModuleCheckTask task,
      byte[] taskSha256,
      Instant now,
      Instant expiresAt) {
    jdbc.sql(
            """
            INSERT INTO module_check (id, team_id, task, task_sha256, created_at, expires_at)
            VALUES (:id, :team, :task::jsonb, :sha256, :now, :expiresAt)
            """)
        .param("id", id)
        .param("team", teamId)
        .param("task", json.writeValueAsString(task))
        .param("sha256", taskSha256)
        .param("now", Timestamp.from(now))
        .param("expiresAt", Timestamp.from(expiresAt))
        .update();
  }

  void deleteOlderThan(Instant instant) {
    jdbc.sql("DELETE FROM module_check WHERE created_at < :instant")
        .param("instant", Timestamp.from(instant))
        .update();
  }

  /// Gives up waiting: no worker starts it any more.
  void withdraw(UUID id, Instant now) {
    jdbc.sql(
            """
            UPDATE module_check SET expires_at = least(expires_at, :now)
            WHERE id = :id AND finished_at IS NULL
            """)
        .param("id", id)
        .param("now", Timestamp.from(now))
        .update();
  }

  /// A trial that was handed out.
  record HandedOut(UUID id, Instant expiresAt) {}

  /// Gives the oldest trial that waits to a worker; two workers never get the same one.
  Optional<HandedOut> handOut(UUID workerId, byte[] tokenHash, Instant now) {
    return jdbc.sql(
            """
            UPDATE module_check SET worker_id = :worker, token_hash = :hash
            WHERE id = (
              SELECT id FROM module_check
              WHERE token_hash IS NULL AND finished_at IS NULL AND expires_at > :now
              ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, expires_at
            """)
        .param("worker", workerId)
        .param("hash", tokenHash)
        .param("now", Timestamp.from(now))
        .query((row, number) ->
            new HandedOut(
                row.getObject("id", UUID.class), row.getTimestamp("expires_at").toInstant()))
        .optional();
  }

  Optional<UUID> findByToken(byte[] tokenHash, Instant now) {
    return jdbc.sql(
            """
            SELECT id FROM module_check
            WHERE token_hash = :hash AND finished_at IS NULL AND expires_at > :now
            """)
        .param("hash", tokenHash)
        .param("now", Timestamp.from(now))
        .query(UUID.class)
        .optional();
  }

  ModuleCheckTask fetchTask(UUID id) {
    return jdbc.sql("SELECT task FROM module_check WHERE id = :id")
        .param("id", id)
        .query((row, number) -> json.readValue(row.getString(1), ModuleCheckTask.class))
        .single();
  }

  /// Keeps the first result.
  ///
  /// @return false when there is one already
  boolean finish(UUID id, ModuleCheckResult result, Instant now) {
    return jdbc.sql(
                """
                UPDATE module_check SET finished_at = :now, passed = :passed, message = :message
                WHERE id = :id AND finished_at IS NULL
                """)
            .param("id", id)
            .param("passed", result.passed())
            .param("message", result.message().replace('\0', '\uFFFD'))
            .param("now", Timestamp.from(now))
            .update()
        == 1;
  }

  Optional<ModuleCheckResult> findResult(UUID id) {
    return jdbc.sql(
            "SELECT passed, message FROM module_check WHERE id = :id AND passed IS NOT NULL")
        .param("id", id)
        .query((row, number) -> new ModuleCheckResult(row.getBoolean(1), row.getString(2)))
        .optional();
  }
}
