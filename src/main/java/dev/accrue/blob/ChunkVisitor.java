package dev.accrue.blob;

import java.io.IOException;

/// Takes the chunks of blobs in their order.
@FunctionalInterface
interface ChunkVisitor {

  /// Takes the next one.
  ///
  /// @param last whether it is the blob's last
  void visit(StoredBlob blob, StoredChunk chunk, boolean last) throws IOException, DamageFound;
}
