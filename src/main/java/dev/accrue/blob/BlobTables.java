package dev.accrue.blob;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// The statements on `blob` and `blob_chunk`.
@Component
class BlobTables {

  private static final String INSERT_CHUNK =
      "INSERT INTO blob_chunk (sha256, ordinal, bytes, crc32c) VALUES (?, ?, ?, ?)";

  private final JdbcClient jdbc;
  private final JdbcOperations operations;

  BlobTables(JdbcClient jdbc, JdbcOperations operations) {
    this.jdbc = jdbc;
    this.operations = operations;
  }

  /// Claims the name for the caller's transaction, or touches the blob that has it.
  ///
  /// @param objectKey of the object that has the bytes; null when they follow as chunks
  /// @return false when the blob was stored already
  boolean insertOrTouch(byte[] sha256, long sizeBytes, @Nullable String objectKey, Instant now) {
    // xmax is zero in a row that this statement inserted and our own transaction in one it updated.
    return jdbc.sql(
            """
            INSERT INTO blob AS b (sha256, size_bytes, object_key, created_at, touched_at)
            VALUES (:sha256, :sizeBytes, :objectKey, :now, :now)
            ON CONFLICT (sha256) DO UPDATE SET touched_at = greatest(b.touched_at, :now)
            RETURNING xmax = 0
            """)
        .param("sha256", sha256)
        .param("sizeBytes", sizeBytes)
        .param("objectKey", objectKey)
        .param("now", Timestamp.from(now))
        .query(Boolean.class)
        .single();
  }

  /// As `insertOrTouch`, for many whose bytes follow as chunks.
  ///
  /// @param spools by name, in the order in which the rows are locked
  /// @return the names of those that were stored already
  List<byte[]> insertOrTouchAll(NavigableMap<byte[], Spool> spools, Instant now) {
    return jdbc.sql(
            """
            WITH written AS (
              INSERT INTO blob AS b (sha256, size_bytes, created_at, touched_at)
              SELECT name, size, :now, :now
              FROM unnest(:names::bytea[], :sizes::bigint[]) AS one (name, size) ORDER BY name
              ON CONFLICT (sha256) DO UPDATE SET touched_at = greatest(b.touched_at, :now)
              RETURNING sha256, xmax = 0 AS inserted)
            SELECT sha256 FROM written WHERE NOT inserted
            """)
        .param("names", spools.keySet().toArray(byte[][]::new))
        .param("sizes", spools.values().stream().map(Spool::sizeBytes).toArray(Long[]::new))
        .param("now", Timestamp.from(now))
        .query((row, _) -> row.getBytes(1))
        .list();
  }

  void insertChunk(byte[] sha256, int ordinal, byte[] bytes) {
    operations.update(INSERT_CHUNK, sha256, ordinal, bytes, StoredChunk.crc32c(bytes));
  }

  /// The only chunks of blobs that have one.
  void insertFirstChunks(NavigableMap<byte[], Spool> spools) {
    List<Object[]> rows = new ArrayList<>();
    spools.forEach((name, spool) -> {
      byte[] bytes = spool.first();
      rows.add(new Object[] {name, 0, bytes, StoredChunk.crc32c(bytes)});
    });
    operations.batchUpdate(INSERT_CHUNK, rows);
  }

  /// Makes room for the right bytes of a blob that is damaged.
  ///
  /// @param objectKey of the object that has them; null when they follow as chunks
  /// @return false when it is sound
  boolean clearDamaged(byte[] sha256, @Nullable String objectKey, Instant now) {
    int cleared =
        jdbc.sql(
                """
                WITH damaged AS (
                  SELECT sha256, object_key FROM blob
                  WHERE sha256 = :sha256 AND damaged_at IS NOT NULL FOR UPDATE),
                stray AS (
                  INSERT INTO stray_object (object_key, due_at)
                  SELECT object_key, :now FROM damaged WHERE object_key IS NOT NULL)
                UPDATE blob b SET damaged_at = NULL, damage = NULL, object_key = :objectKey
                FROM damaged WHERE b.sha256 = damaged.sha256
                """)
            .param("sha256", sha256)
            .param("objectKey", objectKey)
            .param("now", Timestamp.from(now))
            .update();
    if (cleared == 1) {
      jdbc.sql("DELETE FROM blob_chunk WHERE sha256 = :sha256").param("sha256", sha256).update();
    }
    return cleared == 1;
  }

  /// Waits for everybody who writes or names the blob, and keeps others from it until the
  /// transaction ends.
  Optional<StoredBlob> lock(byte[] sha256) {
    return jdbc.sql(
            """
            SELECT sha256, size_bytes, object_key, damage FROM blob WHERE sha256 = :sha256
            FOR UPDATE
            """)
        .param("sha256", sha256)
        .query(BlobTables::blob)
        .optional();
  }

  /// Notes that the bytes of a locked blob are not what was written.
  void markDamaged(byte[] sha256, String damage, Instant now) {
    jdbc.sql("UPDATE blob SET damaged_at = :now, damage = :damage WHERE sha256 = :sha256")
        .param("sha256", sha256)
        .param("damage", damage)
        .param("now", Timestamp.from(now))
        .update();
  }

  OptionalLong findSize(byte[] sha256) {
    return find(List.of(sha256)).stream().mapToLong(StoredBlob::sizeBytes).findFirst();
  }

  /// Those of these blobs that are stored, in any order, each once.
  List<StoredBlob> find(List<byte[]> sha256s) {
    return jdbc.sql(
            """
            SELECT sha256, size_bytes, object_key, damage FROM blob WHERE sha256 = ANY (:sha256s)
            """)
        .param("sha256s", sha256s.toArray(byte[][]::new))
        .query(BlobTables::blob)
        .list();
  }

  private static StoredBlob blob(ResultSet row, int number) throws SQLException {
    return new StoredBlob(
        row.getBytes("sha256"),
        row.getLong("size_bytes"),
        row.getString("object_key"),
        row.getString("damage"));
  }

  /// The chunks at these places in their order, without those that are missing.
  List<StoredChunk> findChunks(List<ChunkPlace> places) {
    return operations.query(
        connection -> binarySelectOfChunks(connection, places),
        (ResultSet row, int _) ->
            new StoredChunk(row.getInt(1), row.getBytes(2), row.getObject(3, Integer.class)));
  }

  private static PreparedStatement binarySelectOfChunks(
      Connection connection, List<ChunkPlace> places) throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(
            """
            SELECT wanted.place::integer, chunk.bytes, chunk.crc32c
            FROM unnest(?::bytea[], ?::integer[]) WITH ORDINALITY AS wanted (sha256, ordinal, place)
            JOIN blob_chunk chunk USING (sha256, ordinal)
            ORDER BY wanted.place
            """);
    // Otherwise pgjdbc moves the first few results as hexadecimal text, twice the bytes.
    statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
    byte[][] names = places.stream().map(ChunkPlace::sha256).toArray(byte[][]::new);
    Object[] ordinals = places.stream().map(ChunkPlace::ordinal).toArray();
    statement.setArray(1, connection.createArrayOf("bytea", names));
    statement.setArray(2, connection.createArrayOf("integer", ordinals));
    return statement;
  }

  /// Keeps those that are stored for another grace period.
  ///
  /// The locks come first, in one order. An update in the same statement would look for rows where
  /// they stood before it waited, and meet others there who wait for its locks.
  ///
  /// @return those that are stored and not known to be damaged
  @Transactional
  public List<byte[]> touch(byte[][] sha256s, Instant now) {
    List<byte[]> present =
        jdbc.sql(
                """
                SELECT sha256 FROM blob WHERE sha256 = ANY (:sha256s) AND damaged_at IS NULL
                ORDER BY sha256 FOR NO KEY UPDATE
                """)
            .param("sha256s", sha256s)
            .query((row, number) -> row.getBytes(1))
            .list();
    return jdbc.sql(
            """
            UPDATE blob SET touched_at = greatest(touched_at, :now)
            WHERE sha256 = ANY (:present) RETURNING sha256
            """)
        .param("present", present.toArray(byte[][]::new))
        .param("now", Timestamp.from(now))
        .query((row, number) -> row.getBytes(1))
        .list();
  }

  /// Deletes at most `limit` blobs that nothing names and that nobody touched since `before`. Their
  /// objects are strays from `now` on.
  ///
  /// The row lock comes first: naming a blob takes a share lock on its row, so afterwards the
  /// second statement sees every name that was given and none can be added. Rows that others hold
  /// are in use and are passed over.
  ///
  /// @return how many were deleted
  int deleteUnreferenced(Instant before, Instant now, int limit) {
    byte[][] locked =
        jdbc.sql(
                """
                SELECT sha256 FROM blob b WHERE touched_at < :before AND NOT %s
                ORDER BY touched_at LIMIT :limit FOR UPDATE SKIP LOCKED
                """
                    .formatted(BlobSweep.REFERENCED))
            .param("before", Timestamp.from(before))
            .param("limit", limit)
            .query((row, number) -> row.getBytes(1))
            .list()
            .toArray(byte[][]::new);
    return jdbc.sql(
            """
            WITH swept AS (
              DELETE FROM blob b
              WHERE sha256 = ANY (:locked) AND touched_at < :before AND NOT %s
              RETURNING object_key),
            stray AS (
              INSERT INTO stray_object (object_key, due_at)
              SELECT object_key, :now FROM swept WHERE object_key IS NOT NULL)
            SELECT count(*) FROM swept
            """
                .formatted(BlobSweep.REFERENCED))
        .param("locked", locked)
        .param("before", Timestamp.from(before))
        .param("now", Timestamp.from(now))
        .query(Integer.class)
        .single();
  }
}
