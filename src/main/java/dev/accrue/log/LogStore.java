package dev.accrue.log;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The statements that take lines.
@Component
class LogStore {

  private final JdbcClient jdbc;

  LogStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// A log that nobody else adds to until the transaction ends.
  ///
  /// @param otherBytes text of the job's other attempts
  record HeldLog(long lastLine, long sizeBytes, boolean full, long otherBytes) {}

  /// Takes the attempt's log, which is begun if there is none.
  ///
  /// @param endedAfter an attempt that ended before this is over for good
  /// @return empty when it is, or when the fencing token is not the attempt's
  Optional<HeldLog> hold(UUID attemptId, long fencingToken, Instant endedAfter) {
    return jdbc.sql(
            """
            INSERT INTO attempt_log AS l (attempt_id, last_line, size_bytes)
            SELECT a.id, 0, 0 FROM attempt a
            WHERE a.id = :attempt AND a.fencing_token = :fencingToken
              AND (a.ended_at IS NULL OR a.ended_at > :endedAfter)
            ON CONFLICT (attempt_id) DO UPDATE SET attempt_id = excluded.attempt_id
            RETURNING last_line, size_bytes, is_full,
              (SELECT coalesce(sum(other.size_bytes), 0)
               FROM attempt mine
               JOIN attempt a ON a.job_id = mine.job_id AND a.id <> mine.id
               JOIN attempt_log other ON other.attempt_id = a.id
               WHERE mine.id = l.attempt_id) AS other_bytes
            """)
        .param("attempt", attemptId)
        .param("fencingToken", fencingToken)
        .param("endedAfter", Timestamp.from(endedAfter))
        .query((row, number) ->
            new HeldLog(
                row.getLong("last_line"),
                row.getLong("size_bytes"),
                row.getBoolean("is_full"),
                row.getLong("other_bytes")))
        .optional();
  }

  /// The newest chunk, if it ends with this line and has room.
  Optional<LogChunk> findOpenChunk(UUID attemptId, long lastLine) {
    return jdbc.sql(
            """
            SELECT first_line, last_line, content FROM (
              SELECT * FROM log_chunk WHERE attempt_id = :attempt
              ORDER BY first_line DESC LIMIT 1) newest
            WHERE last_line = :lastLine AND size_bytes < :openBytes
            """)
        .param("attempt", attemptId)
        .param("lastLine", lastLine)
        .param("openBytes", LogChunk.FULL_BYTES / 2)
        .query((row, number) ->
            LogChunk.decode(
                row.getLong("first_line"), row.getLong("last_line"), row.getBytes("content")))
        .optional();
  }

  /// Writes chunks; one that begins with the same line as one that is there takes its place.
  void write(UUID attemptId, List<LogChunk> chunks) {
    for (LogChunk chunk : chunks) {
      jdbc.sql(
              """
              INSERT INTO log_chunk (attempt_id, first_line, last_line, levels, size_bytes, content)
              VALUES (:attempt, :firstLine, :lastLine, :levels, :sizeBytes, :content)
              ON CONFLICT (attempt_id, first_line) DO UPDATE SET last_line = excluded.last_line,
                levels = excluded.levels, size_bytes = excluded.size_bytes,
                content = excluded.content
              """)
          .param("attempt", attemptId)
          .param("firstLine", chunk.firstLine())
          .param("lastLine", chunk.lastLine())
          .param("levels", chunk.levelBits())
          .param("sizeBytes", chunk.sizeBytes())
          .param("content", chunk.encode())
          .update();
    }
  }

  /// Says how far a log that is held has come.
  void advance(UUID attemptId, long lastLine, long addedBytes, boolean full) {
    jdbc.sql(
            """
            UPDATE attempt_log SET last_line = :lastLine, size_bytes = size_bytes + :addedBytes,
              is_full = :full
            WHERE attempt_id = :attempt
            """)
        .param("attempt", attemptId)
        .param("lastLine", lastLine)
        .param("addedBytes", addedBytes)
        .param("full", full)
        .update();
  }

  /// Says that no line comes any more.
  void complete(UUID attemptId, Instant now) {
    jdbc.sql(
            """
            UPDATE attempt_log SET completed_at = :now
            WHERE attempt_id = :attempt AND completed_at IS NULL
            """)
        .param("attempt", attemptId)
        .param("now", Timestamp.from(now))
        .update();
  }
}
