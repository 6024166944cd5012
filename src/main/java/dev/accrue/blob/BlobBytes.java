package dev.accrue.blob;

import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;

/// A place for the bytes of blobs. The row of a blob says which one has its bytes.
interface BlobBytes {

  /// What bytes are written and read in.
  ///
  /// Measured best between 256 KiB and 8 MiB: the server's memory grows little above it.
  int CHUNK_BYTES = 1 << 20;

  /// Stores a blob that hashes to its name, with its row, unless it is stored already. If it is
  /// damaged, wherever it is, these bytes take the place of the damaged ones.
  void store(byte[] name, Spool spool) throws IOException;

  /// Stores blobs of one chunk at most, each as `store` does.
  ///
  /// @param spools by name, in the order of the names, which is that of locks
  void storeAll(NavigableMap<byte[], Spool> spools) throws IOException;

  /// Visits the bytes of blobs that lie here, in their order, as chunks that are right as far as
  /// their own checksums say. An empty blob has none.
  void walk(List<StoredBlob> blobs, ChunkVisitor visitor) throws IOException, DamageFound;
}
