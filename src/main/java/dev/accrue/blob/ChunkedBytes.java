package dev.accrue.blob;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Bytes in PostgreSQL, in rows of 1 MiB.
@Component
class ChunkedBytes implements BlobBytes {

  private final BlobTables tables;
  private final TransactionTemplate transactions;
  private final Clock clock;

  ChunkedBytes(BlobTables tables, TransactionTemplate transactions, Clock clock) {
    this.tables = tables;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public void store(byte[] name, Spool spool) {
    transactions.executeWithoutResult(_ -> insert(name, spool));
  }

  /// A second writer of the same blob waits at the first statement until the first has committed,
  /// and then has nothing to do; or takes over when the first one failed.
  private void insert(byte[] name, Spool spool) {
    if (!tables.insertOrTouch(name, spool.sizeBytes(), null, clock.instant())
        && !tables.clearDamaged(name, null, clock.instant())) {
      return;
    }
    try {
      int chunks = Math.toIntExact(Math.ceilDiv(spool.sizeBytes(), CHUNK_BYTES));
      for (int ordinal = 0; ordinal < chunks; ordinal++) {
        tables.insertChunk(name, ordinal, spool.chunk(ordinal, CHUNK_BYTES));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the spooled bytes", e);
    }
  }

  @Override
  public void storeAll(NavigableMap<byte[], Spool> spools) {
    if (!spools.isEmpty()) {
      transactions.executeWithoutResult(_ -> insertAll(spools));
    }
  }

  private void insertAll(NavigableMap<byte[], Spool> spools) {
    NavigableMap<byte[], Spool> wanted = new TreeMap<>(spools);
    for (byte[] name : tables.insertOrTouchAll(spools, clock.instant())) {
      if (!tables.clearDamaged(name, null, clock.instant())) {
        wanted.remove(name);
      }
    }
    // Empty blobs have no chunk.
    wanted.values().removeIf(spool -> spool.sizeBytes() == 0);
    tables.insertFirstChunks(wanted);
  }

  @Override
  public void walk(List<StoredBlob> blobs, ChunkVisitor visitor) throws IOException, DamageFound {
    new ChunkWalk(tables, CHUNK_BYTES, visitor).over(blobs);
  }
}
