package dev.accrue.checkpoint.bench;

import dev.accrue.training.loop.TrainingTensors;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGStatement;

/// What PostgreSQL does with the same bytes when nothing stands before it: one connection, rows of
/// 1 MiB in a table like `blob_chunk`, one insert for each, one transaction for each tensor; then
/// one select for each tensor, binary, a few rows at a time. Nobody hashes anything.
final class BareChunks {

  private static final int CHUNK_BYTES = 1 << 20;
  private static final int ROWS_AT_ONCE = 4;

  private final Connection connection;

  BareChunks(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    execute(
        """
        CREATE TABLE bare_chunk (
          name bytea NOT NULL, ordinal integer NOT NULL, bytes bytea NOT NULL,
          PRIMARY KEY (name, ordinal));
        ALTER TABLE bare_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL
        """);
  }

  void clear() throws SQLException {
    execute("TRUNCATE bare_chunk");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    connection.commit();
  }

  void insert(List<TrainingTensors.Copy> copies) throws SQLException {
    String sql = "INSERT INTO bare_chunk (name, ordinal, bytes) VALUES (?, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (TrainingTensors.Copy copy : copies) {
        ByteBuffer bytes = copy.value().bytes();
        insert.setBytes(1, name(copy));
        for (int ordinal = 0; bytes.hasRemaining(); ordinal++) {
          byte[] chunk = new byte[Math.min(CHUNK_BYTES, bytes.remaining())];
          bytes.get(chunk);
          insert.setInt(2, ordinal);
          insert.setBytes(3, chunk);
          insert.executeUpdate();
        }
        connection.commit();
      }
    }
  }

  /// Reads all of them, and says how many bytes there were.
  long select(List<TrainingTensors.Copy> copies) throws SQLException {
    long total = 0;
    String sql = "SELECT bytes FROM bare_chunk WHERE name = ? ORDER BY ordinal";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.unwrap(PGStatement.class).setPrepareThreshold(-1);
      select.setFetchSize(ROWS_AT_ONCE);
      for (TrainingTensors.Copy copy : copies) {
        select.setBytes(1, name(copy));
        try (ResultSet rows = select.executeQuery()) {
          while (rows.next()) {
            total += rows.getBytes(1).length;
          }
        }
        connection.commit();
      }
    }
    return total;
  }

  private static byte[] name(TrainingTensors.Copy copy) {
    byte[] name = new byte[32];
    ByteBuffer.wrap(name).putInt(copy.name().hashCode());
    return name;
  }
}
