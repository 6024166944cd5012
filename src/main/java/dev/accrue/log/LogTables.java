package dev.accrue.log;

import dev.accrue.api.log.LogLevel;
import dev.accrue.api.log.LogLineView;
import dev.accrue.api.log.LogSummary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Reads logs, a few chunks at a time: no connection is held while somebody does something with
/// them.
@Component
class LogTables {

  private static final int CHUNKS_AT_ONCE = 8;

  private final JdbcClient jdbc;

  LogTables(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// The log of an attempt.
  ///
  /// @param endedAt when the attempt ended
  record AttemptLog(
      UUID attemptId, int attemptNumber, @Nullable Instant endedAt, LogSummary summary) {

    private static AttemptLog of(ResultSet row, int number) throws SQLException {
      var endedAt = row.getTimestamp("ended_at");
      return new AttemptLog(
          row.getObject("id", UUID.class),
          row.getInt("number"),
          endedAt == null ? null : endedAt.toInstant(),
          new LogSummary(
              row.getLong("last_line"),
              row.getLong("size_bytes"),
              row.getBoolean("is_full"),
              row.getBoolean("complete"),
              row.getBoolean("deleted")));
    }
  }

  /// The logs of a job's attempts, the newest first, or of one of them.
  List<AttemptLog> find(UUID jobId, @Nullable Integer attemptNumber, int limit) {
    return jdbc.sql(
            """
            SELECT a.id, a.number, a.ended_at, l.last_line, l.size_bytes, l.is_full,
              l.completed_at IS NOT NULL AS complete, l.deleted_at IS NOT NULL AS deleted
            FROM attempt a LEFT JOIN attempt_log l ON l.attempt_id = a.id
            WHERE a.job_id = :job AND (:number::integer IS NULL OR a.number = :number)
            ORDER BY a.number DESC LIMIT :limit
            """)
        .param("job", jobId)
        .param("number", attemptNumber)
        .param("limit", limit)
        .query(AttemptLog::of)
        .list();
  }

  /// Shows lines in order until the visitor has had enough.
  ///
  /// @param fromLine the first
  /// @param least only lines of this level and above
  /// @param visitor answers whether it wants more
  void forward(UUID attemptId, long fromLine, LogLevel least, Predicate<LogLineView> visitor) {
    long next = fromLine;
    for (List<LogChunk> chunks = chunksFrom(attemptId, next, least);
        !chunks.isEmpty();
        chunks = chunksFrom(attemptId, next, least)) {
      for (LogChunk chunk : chunks) {
        for (LogLineView line : chunk.lines()) {
          if (line.number() >= next && line.level().compareTo(least) >= 0 && !visitor.test(line)) {
            return;
          }
        }
        next = chunk.lastLine() + 1;
      }
    }
  }

  /// Shows lines from the last one before a line to the first, until the visitor has had enough.
  void backward(UUID attemptId, long beforeLine, LogLevel least, Predicate<LogLineView> visitor) {
    long before = beforeLine;
    for (Optional<LogChunk> chunk = chunkBefore(attemptId, before, least);
        chunk.isPresent();
        chunk = chunkBefore(attemptId, before, least)) {
      for (LogLineView line : chunk.get().lines().reversed()) {
        if (line.number() < before && line.level().compareTo(least) >= 0 && !visitor.test(line)) {
          return;
        }
      }
      before = chunk.get().firstLine();
    }
  }

  private List<LogChunk> chunksFrom(UUID attemptId, long fromLine, LogLevel least) {
    return jdbc.sql(
            """
            SELECT first_line, last_line, content FROM log_chunk
            WHERE attempt_id = :attempt AND levels & :levels <> 0 AND last_line >= :fromLine
              AND first_line >= coalesce((
                SELECT max(first_line) FROM log_chunk
                WHERE attempt_id = :attempt AND first_line <= :fromLine), 0)
            ORDER BY first_line LIMIT :limit
            """)
        .param("attempt", attemptId)
        .param("levels", LogChunk.bitsFrom(least))
        .param("fromLine", fromLine)
        .param("limit", CHUNKS_AT_ONCE)
        .query(LogTables::chunk)
        .list();
  }

  private Optional<LogChunk> chunkBefore(UUID attemptId, long beforeLine, LogLevel least) {
    return jdbc.sql(
            """
            SELECT first_line, last_line, content FROM log_chunk
            WHERE attempt_id = :attempt AND levels & :levels <> 0 AND first_line < :beforeLine
            ORDER BY first_line DESC LIMIT 1
            """)
        .param("attempt", attemptId)
        .param("levels", LogChunk.bitsFrom(least))
        .param("beforeLine", beforeLine)
        .query(LogTables::chunk)
        .optional();
  }

  private static LogChunk chunk(ResultSet row, int number) throws SQLException {
    return LogChunk.decode(
        row.getLong("first_line"), row.getLong("last_line"), row.getBytes("content"));
  }
}
