package dev.accrue.upload;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/// The bytes of an upload from its chunks, one of them in memory at a time.
final class ChunkStream extends InputStream {

  private final UploadTables tables;
  private final UUID uploadId;
  private final long sizeBytes;
  private byte[] chunk = new byte[0];
  private int position;
  private long nextStart;

  ChunkStream(UploadTables tables, UUID uploadId, long sizeBytes) {
    this.tables = tables;
    this.uploadId = uploadId;
    this.sizeBytes = sizeBytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == chunk.length) {
      if (nextStart == sizeBytes) {
        return -1;
      }
      chunk =
          tables
              .findChunk(uploadId, nextStart)
              .orElseThrow(() -> new EOFException("the upload's bytes went away"));
      nextStart += chunk.length;
      position = 0;
    }
    int count = Math.min(length, chunk.length - position);
    System.arraycopy(chunk, position, bytes, offset, count);
    position += count;
    return count;
  }
}
