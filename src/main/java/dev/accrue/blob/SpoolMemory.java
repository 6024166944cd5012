package dev.accrue.blob;

import java.util.concurrent.Semaphore;

/// How many chunks all spools of a server may hold in memory beyond the first of each. What finds
/// none left goes through a file: slower, since its bytes are copied twice more.
final class SpoolMemory {

  private final Semaphore chunks;

  SpoolMemory(int chunks) {
    this.chunks = new Semaphore(chunks);
  }

  /// Takes room for a chunk, which `giveBack` returns.
  ///
  /// @return false when there is none
  boolean take() {
    return chunks.tryAcquire();
  }

  void giveBack(int taken) {
    chunks.release(taken);
  }
}
