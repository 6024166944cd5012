package dev.accrue.upload;

import dev.accrue.api.catalogue.DownloadView;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `download`.
@Component
class DownloadTables {

  private static final String COLUMNS =
      """
      id, team_id, url, encode(wanted_sha256, 'hex') AS wanted_sha256, state, received_bytes,
      message, upload_id, deadline_at, expires_at
      """;

  private final JdbcClient jdbc;

  DownloadTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// False when the user has used the idempotency key before.
  boolean insert(DownloadRow download, UUID userId, @Nullable String idempotencyKey, Instant now) {
    String wanted = download.wantedSha256();
    return jdbc.sql(
                """
                INSERT INTO download (id, team_id, created_by, url, wanted_sha256, state,
                                      idempotency_key, created_at, deadline_at, expires_at)
                VALUES (:id, :team, :user, :url, :sha256, 'RUNNING', :key, :now, :deadline,
                        :expires)
                ON CONFLICT (created_by, idempotency_key) DO NOTHING
                """)
            .param("id", download.id())
            .param("team", download.teamId())
            .param("user", userId)
            .param("url", download.url())
            .param("sha256", wanted == null ? null : HexFormat.of().parseHex(wanted))
            .param("key", idempotencyKey)
            .param("now", Timestamp.from(now))
            .param("deadline", Timestamp.from(download.deadlineAt()))
            .param("expires", Timestamp.from(download.expiresAt()))
            .update()
        == 1;
  }

  /// Downloads of a team that have not ended. Called under the team's lock.
  int countRunning(UUID teamId, Instant now) {
    return jdbc.sql(
            """
            SELECT count(*) FROM download
             WHERE team_id = :team AND state = 'RUNNING' AND deadline_at > :now
            """)
        .param("team", teamId)
        .param("now", Timestamp.from(now))
        .query(Integer.class)
        .single();
  }

  Optional<DownloadRow> find(UUID id, Collection<UUID> teamIds, Instant now) {
    return jdbc.sql(
            """
            SELECT %s FROM download
             WHERE id = :id AND team_id = ANY (:teams) AND expires_at > :now
            """
                .formatted(COLUMNS))
        .param("id", id)
        .param("teams", teamIds.toArray(UUID[]::new))
        .param("now", Timestamp.from(now))
        .query(DownloadTables::row)
        .optional();
  }

  Optional<DownloadRow> findByKey(UUID userId, String idempotencyKey) {
    return jdbc.sql(
            "SELECT %s FROM download WHERE created_by = :user AND idempotency_key = :key"
                .formatted(COLUMNS))
        .param("user", userId)
        .param("key", idempotencyKey)
        .query(DownloadTables::row)
        .optional();
  }

  void progress(UUID id, long receivedBytes) {
    jdbc.sql("UPDATE download SET received_bytes = :bytes WHERE id = :id AND state = 'RUNNING'")
        .param("bytes", receivedBytes)
        .param("id", id)
        .update();
  }

  /// False when it has ended otherwise.
  boolean succeed(UUID id, UUID uploadId, long sizeBytes) {
    return jdbc.sql(
                """
                UPDATE download
                   SET state = 'SUCCEEDED', upload_id = :upload, received_bytes = :bytes
                 WHERE id = :id AND state = 'RUNNING'
                """)
            .param("upload", uploadId)
            .param("bytes", sizeBytes)
            .param("id", id)
            .update()
        == 1;
  }

  void fail(UUID id, String message) {
    jdbc.sql(
            """
            UPDATE download SET state = 'FAILED', message = left(:message, 1000)
             WHERE id = :id AND state = 'RUNNING'
            """)
        .param("message", message)
        .param("id", id)
        .update();
  }

  /// Those whose server is gone.
  int failOverdue(Instant now, String message) {
    return jdbc.sql(
            """
            UPDATE download SET state = 'FAILED', message = :message
             WHERE state = 'RUNNING' AND deadline_at <= :now
            """)
        .param("message", message)
        .param("now", Timestamp.from(now))
        .update();
  }

  int deleteExpired(Instant now) {
    return jdbc.sql("DELETE FROM download WHERE expires_at <= :now")
        .param("now", Timestamp.from(now))
        .update();
  }

  private static DownloadRow row(ResultSet row, int number) throws SQLException {
    return new DownloadRow(
        row.getObject("id", UUID.class),
        row.getObject("team_id", UUID.class),
        row.getString("url"),
        row.getString("wanted_sha256"),
        DownloadView.State.valueOf(row.getString("state")),
        row.getLong("received_bytes"),
        row.getString("message"),
        row.getObject("upload_id", UUID.class),
        row.getTimestamp("deadline_at").toInstant(),
        row.getTimestamp("expires_at").toInstant());
  }
}
