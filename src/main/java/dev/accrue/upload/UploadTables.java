package dev.accrue.upload;

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

/// The statements on `upload` and `upload_chunk`.
@Component
class UploadTables {

  private static final String COLUMNS =
      "id, team_id, size_bytes, received_bytes, encode(sha256, 'hex') AS sha256, expires_at";

  private final JdbcClient jdbc;

  UploadTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// Counts the team's uploads, and keeps the count true until the end of the transaction.
  int lockAndCount(UUID teamId, Instant now) {
    jdbc.sql("SELECT id FROM team WHERE id = :team FOR NO KEY UPDATE")
        .param("team", teamId)
        .query(UUID.class)
        .single();
    return jdbc.sql("SELECT count(*) FROM upload WHERE team_id = :team AND expires_at > :now")
        .param("team", teamId)
        .param("now", Timestamp.from(now))
        .query(Integer.class)
        .single();
  }

  /// A file that came as a whole: a blob already.
  void insertComplete(UploadRow upload, UUID userId, Instant now) {
    jdbc.sql(
            """
            INSERT INTO upload
              (id, team_id, created_by, size_bytes, received_bytes, sha256, created_at, expires_at)
            VALUES (:id, :team, :user, :sizeBytes, :sizeBytes, :sha256, :now, :expiresAt)
            """)
        .param("id", upload.id())
        .param("team", upload.teamId())
        .param("user", userId)
        .param("sizeBytes", upload.sizeBytes())
        .param("sha256", HexFormat.of().parseHex(String.valueOf(upload.sha256())))
        .param("now", Timestamp.from(now))
        .param("expiresAt", Timestamp.from(upload.expiresAt()))
        .update();
  }

  /// False when the user has used the idempotency key before.
  boolean insert(UploadRow upload, UUID userId, @Nullable String idempotencyKey, Instant now) {
    return jdbc.sql(
                """
                INSERT INTO upload
                  (id, team_id, created_by, size_bytes, idempotency_key, created_at, expires_at)
                VALUES (:id, :team, :user, :sizeBytes, :key, :now, :expiresAt)
                ON CONFLICT (created_by, idempotency_key) DO NOTHING
                """)
            .param("id", upload.id())
            .param("team", upload.teamId())
            .param("user", userId)
            .param("sizeBytes", upload.sizeBytes())
            .param("key", idempotencyKey)
            .param("now", Timestamp.from(now))
            .param("expiresAt", Timestamp.from(upload.expiresAt()))
            .update()
        == 1;
  }

  Optional<UploadRow> findByKey(UUID userId, String idempotencyKey) {
    return jdbc.sql(
            "SELECT %s FROM upload WHERE created_by = :user AND idempotency_key = :key"
                .formatted(COLUMNS))
        .param("user", userId)
        .param("key", idempotencyKey)
        .query(UploadTables::row)
        .optional();
  }

  Optional<UploadRow> find(UUID id, Collection<UUID> teamIds, Instant now) {
    return jdbc.sql(
            "SELECT %s FROM upload WHERE id = :id AND team_id = ANY (:teams) AND expires_at > :now"
                .formatted(COLUMNS))
        .param("id", id)
        .param("teams", teamIds.toArray(UUID[]::new))
        .param("now", Timestamp.from(now))
        .query(UploadTables::row)
        .optional();
  }

  /// Appends a chunk if it begins where the bytes so far end.
  ///
  /// @return whether it did
  boolean append(UUID id, long startByte, byte[] bytes) {
    return jdbc.sql(
                """
                WITH moved AS (
                  UPDATE upload SET received_bytes = received_bytes + :length
                   WHERE id = :id AND received_bytes = :start AND sha256 IS NULL
                     AND received_bytes + :length <= size_bytes
                  RETURNING id)
                INSERT INTO upload_chunk (upload_id, start_byte, bytes)
                SELECT id, :start, :bytes FROM moved
                """)
            .param("id", id)
            .param("start", startByte)
            .param("length", bytes.length)
            .param("bytes", bytes)
            .update()
        == 1;
  }

  /// Whether these very bytes were appended here before.
  boolean holds(UUID id, long startByte, byte[] bytes) {
    return jdbc.sql(
            """
            SELECT bytes = :bytes FROM upload_chunk WHERE upload_id = :id AND start_byte = :start
            """)
        .param("id", id)
        .param("start", startByte)
        .param("bytes", bytes)
        .query(Boolean.class)
        .optional()
        .orElse(false);
  }

  Optional<byte[]> findChunk(UUID id, long startByte) {
    return jdbc.sql("SELECT bytes FROM upload_chunk WHERE upload_id = :id AND start_byte = :start")
        .param("id", id)
        .param("start", startByte)
        .query((row, _) -> row.getBytes(1))
        .optional();
  }

  /// Names the blob that the chunks became; the chunks are not needed any more.
  void complete(UUID id, String sha256) {
    int completed =
        jdbc.sql("UPDATE upload SET sha256 = :sha256 WHERE id = :id AND sha256 IS NULL")
            .param("sha256", HexFormat.of().parseHex(sha256))
            .param("id", id)
            .update();
    if (completed == 1) {
      jdbc.sql("DELETE FROM upload_chunk WHERE upload_id = :id").param("id", id).update();
    }
  }

  void delete(UUID id) {
    jdbc.sql("DELETE FROM upload WHERE id = :id").param("id", id).update();
  }

  int deleteExpired(Instant now) {
    return jdbc.sql("DELETE FROM upload WHERE expires_at <= :now")
        .param("now", Timestamp.from(now))
        .update();
  }

  private static UploadRow row(ResultSet row, int number) throws SQLException {
    return new UploadRow(
        row.getObject("id", UUID.class),
        row.getObject("team_id", UUID.class),
        row.getLong("size_bytes"),
        row.getLong("received_bytes"),
        row.getString("sha256"),
        row.getTimestamp("expires_at").toInstant());
  }
}
