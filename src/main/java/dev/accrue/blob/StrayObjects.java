package dev.accrue.blob;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements on `stray_object`: objects that no blob has.
@Component
class StrayObjects {

  private final JdbcClient jdbc;

  StrayObjects(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// An object that nobody wants.
  ///
  /// @param uploadId of its upload, if it came in parts that may not be whole
  record Stray(String key, @Nullable String uploadId) {}

  /// Notes a stray, or when one is due after all.
  void add(String key, @Nullable String uploadId, Instant dueAt) {
    jdbc.sql(
            """
            INSERT INTO stray_object (object_key, upload_id, due_at)
            VALUES (:key, :uploadId, :dueAt)
            ON CONFLICT (object_key) DO UPDATE SET due_at = excluded.due_at
            """)
        .param("key", key)
        .param("uploadId", uploadId)
        .param("dueAt", Timestamp.from(dueAt))
        .update();
  }

  /// Gives an object to the blob that the caller's transaction stores.
  ///
  /// @return false when a sweep has it
  boolean release(String key) {
    return jdbc.sql("DELETE FROM stray_object WHERE object_key = :key AND NOT claimed")
            .param("key", key)
            .update()
        == 1;
  }

  /// Takes at most `limit` strays that are due. Those that are not forgotten until `retryAt` are
  /// due again then.
  List<Stray> claim(Instant now, Instant retryAt, int limit) {
    return jdbc.sql(
            """
            WITH due AS (
              SELECT object_key FROM stray_object WHERE due_at <= :now
              ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED)
            UPDATE stray_object s SET claimed = true, due_at = :retryAt
            FROM due WHERE s.object_key = due.object_key
            RETURNING s.object_key, s.upload_id
            """)
        .param("now", Timestamp.from(now))
        .param("retryAt", Timestamp.from(retryAt))
        .param("limit", limit)
        .query((row, _) -> new Stray(row.getString("object_key"), row.getString("upload_id")))
        .list();
  }

  /// Forgets an object that is gone.
  void forget(String key) {
    jdbc.sql("DELETE FROM stray_object WHERE object_key = :key AND claimed")
        .param("key", key)
        .update();
  }
}
