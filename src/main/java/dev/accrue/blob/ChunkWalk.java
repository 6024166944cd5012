package dev.accrue.blob;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Goes over the chunks of blobs, each held against its checksum. A query brings about one chunk of
/// full size, or many small ones; between two of them a slow reader holds no connection.
final class ChunkWalk {

  private static final int MOST_CHUNKS = 1_000;

  private final BlobTables tables;
  private final int chunkBytes;
  private final ChunkVisitor visitor;
  private final List<StoredBlob> owners = new ArrayList<>();
  private final List<ChunkPlace> places = new ArrayList<>();
  private long pendingBytes;

  /// One for blobs that are stored in chunks of `chunkBytes`.
  ChunkWalk(BlobTables tables, int chunkBytes, ChunkVisitor visitor) {
    this.tables = tables;
    this.chunkBytes = chunkBytes;
    this.visitor = visitor;
  }

  /// Visits the chunks of all blobs, in their order. An empty blob has none.
  void over(List<StoredBlob> blobs) throws IOException, DamageFound {
    for (StoredBlob blob : blobs) {
      long chunks = Math.ceilDiv(blob.sizeBytes(), (long) chunkBytes);
      for (int ordinal = 0; ordinal < chunks; ordinal++) {
        long left = blob.sizeBytes() - (long) ordinal * chunkBytes;
        add(blob, new ChunkPlace(blob.sha256(), ordinal, (int) Math.min(chunkBytes, left)));
      }
    }
    visitPending();
  }

  private void add(StoredBlob blob, ChunkPlace place) throws IOException, DamageFound {
    if (pendingBytes + place.sizeBytes() > chunkBytes || places.size() == MOST_CHUNKS) {
      visitPending();
    }
    owners.add(blob);
    places.add(place);
    pendingBytes += place.sizeBytes();
  }

  private void visitPending() throws IOException, DamageFound {
    if (places.isEmpty()) {
      return;
    }
    List<StoredChunk> chunks = tables.findChunks(places);
    for (int index = 0; index < places.size(); index++) {
      StoredBlob blob = owners.get(index);
      ChunkPlace place = places.get(index);
      if (index >= chunks.size() || chunks.get(index).place() != index + 1) {
        throw new DamageFound(blob, "chunk %d is missing".formatted(place.ordinal()));
      }
      StoredChunk chunk = chunks.get(index);
      check(blob, place, chunk);
      long end = (long) place.ordinal() * chunkBytes + place.sizeBytes();
      visitor.visit(blob, chunk, end == blob.sizeBytes());
    }
    owners.clear();
    places.clear();
    pendingBytes = 0;
  }

  private static void check(StoredBlob blob, ChunkPlace place, StoredChunk chunk)
      throws DamageFound {
    if (chunk.bytes().length != place.sizeBytes()) {
      throw new DamageFound(
          blob,
          "chunk %d has %d bytes instead of %d"
              .formatted(place.ordinal(), chunk.bytes().length, place.sizeBytes()));
    }
    if (!chunk.sound()) {
      throw new DamageFound(
          blob, "chunk %d does not match its checksum".formatted(place.ordinal()));
    }
  }
}
