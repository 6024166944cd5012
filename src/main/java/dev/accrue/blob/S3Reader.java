package dev.accrue.blob;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// Reads an object to its end, and goes on where a connection broke: the store gives up on those
/// whose reader is slow.
final class S3Reader implements AutoCloseable {

  /// Without a chunk in between.
  private static final int MAX_BREAKS = 3;

  private final S3Objects objects;
  private final StoredBlob blob;
  private ResponseInputStream<GetObjectResponse> stream;
  private long offset;

  S3Reader(S3Objects objects, StoredBlob blob) throws DamageFound {
    this.objects = objects;
    this.blob = blob;
    this.stream = open();
  }

  private ResponseInputStream<GetObjectResponse> open() throws DamageFound {
    String key = blob.requireObjectKey();
    @Nullable ResponseInputStream<GetObjectResponse> opened = objects.find(key, offset);
    if (opened == null) {
      throw new DamageFound(blob, "its object %s is missing".formatted(key));
    }
    long size = offset + opened.response().contentLength();
    if (size != blob.sizeBytes()) {
      opened.abort();
      throw new DamageFound(
          blob, "its object %s has %d bytes instead of %d".formatted(key, size, blob.sizeBytes()));
    }
    return opened;
  }

  /// The next `size` bytes, which there are.
  byte[] next(int size) throws DamageFound {
    for (int broken = 0; ; ) {
      try {
        byte[] bytes = stream.readNBytes(size);
        if (bytes.length < size) {
          throw new IOException("the answer ended %d bytes early".formatted(size - bytes.length));
        }
        offset += size;
        return bytes;
      } catch (IOException | SdkException e) {
        broken++;
        if (broken == MAX_BREAKS) {
          throw objects.unavailable("read " + blob.requireObjectKey(), e);
        }
        stream.abort();
        stream = open();
      }
    }
  }

  @Override
  public void close() {
    // Closing would read what is left.
    stream.abort();
  }
}
