package dev.accrue.blob;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.NavigableMap;
import org.springframework.transaction.support.TransactionTemplate;

/// Bytes in an S3-compatible store, one object a blob, under a key that is never used again. An
/// object is a stray, written down as one before it is sent, until the transaction that gives it to
/// its blob; so whatever breaks off, some sweep knows what to delete.
class ObjectBytes implements BlobBytes {

  private final S3Objects objects;
  private final StrayObjects strays;
  private final BlobTables tables;
  private final BlobProperties properties;
  private final TransactionTemplate transactions;
  private final Clock clock;

  ObjectBytes(
      S3Objects objects,
      StrayObjects strays,
      BlobTables tables,
      BlobProperties properties,
      TransactionTemplate transactions,
      Clock clock) {
    this.objects = objects;
    this.strays = strays;
    this.tables = tables;
    this.properties = properties;
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public void store(byte[] name, Spool spool) {
    if (!tables.touch(new byte[][] {name}, clock.instant()).isEmpty()) {
      return;
    }
    String key = send(name, spool);
    if (!Boolean.TRUE.equals(transactions.execute(_ -> adopt(name, spool.sizeBytes(), key)))) {
      // The last bytes may have come after the sweep.
      strays.add(key, null, clock.instant());
      throw new ProblemException(
          ProblemCode.UNAVAILABLE,
          "sending the blob's %d bytes to the object store took longer than accrue.blob.grace, %s; try again"
              .formatted(spool.sizeBytes(), properties.grace()));
    }
  }

  @Override
  public void storeAll(NavigableMap<byte[], Spool> spools) {
    spools.forEach(this::store);
  }

  /// Leaves the object a stray.
  ///
  /// @return its key
  String send(byte[] name, Spool spool) {
    String key = objects.newKey(name);
    String uploadId = objects.needsParts(spool) ? objects.beginParts(key) : null;
    strays.add(key, uploadId, clock.instant().plus(properties.grace()));
    if (uploadId == null) {
      objects.put(key, spool);
    } else {
      objects.putParts(key, uploadId, spool);
    }
    return key;
  }

  /// Gives the object to its blob.
  ///
  /// @return false when a sweep has the object
  private boolean adopt(byte[] name, long sizeBytes, String key) {
    if (!strays.release(key)) {
      return false;
    }
    if (!tables.insertOrTouch(name, sizeBytes, key, clock.instant())
        && !tables.clearDamaged(name, key, clock.instant())) {
      // Somebody else was first.
      strays.add(key, null, clock.instant());
    }
    return true;
  }

  @Override
  public void walk(List<StoredBlob> blobs, ChunkVisitor visitor) throws IOException, DamageFound {
    for (StoredBlob blob : blobs) {
      try (S3Reader reader = new S3Reader(objects, blob)) {
        long left = blob.sizeBytes();
        while (left > 0) {
          byte[] bytes = reader.next((int) Math.min(CHUNK_BYTES, left));
          left -= bytes.length;
          visitor.visit(blob, new StoredChunk(1, bytes, null), left == 0);
        }
      }
    }
  }
}
