package dev.accrue.blob;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/// Spooled bytes from one offset to another, both at the beginnings of chunks, for those who may
/// have to begin again.
final class SpoolStream extends InputStream {

  private final Spool spool;
  private final long end;
  private long position;
  private byte[] chunk = new byte[0];
  private int used;

  SpoolStream(Spool spool, long offset, long size) {
    this.spool = spool;
    this.position = offset;
    this.end = offset + size;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (used == chunk.length) {
      if (position == end) {
        return -1;
      }
      int ordinal = Math.toIntExact(position / BlobBytes.CHUNK_BYTES);
      chunk = spool.chunk(ordinal, BlobBytes.CHUNK_BYTES);
      position += chunk.length;
      used = 0;
    }
    int read = Math.min(length, chunk.length - used);
    System.arraycopy(chunk, used, target, offset, read);
    used += read;
    return read;
  }
}
