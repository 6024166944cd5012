package dev.accrue.checkpoint;

import dev.accrue.blob.BlobFile;
import dev.accrue.blob.BlobStore;
import dev.accrue.format.ProgramTemplate;
import dev.accrue.format.StoredZip;
import dev.accrue.format.StridedTensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A storage that several tensors share, or whose tensor does not lie row by row, as a temporary
/// file: its bytes are not in the order in which they come.
record ScatteredStorage(Path path, MappedByteBuffer bytes) implements AutoCloseable {

  /// The storage with the bytes that the template has of it.
  static ScatteredStorage of(
      ProgramTemplate template, StoredZip.Entry entry, ProgramTemplate.Storage storage)
      throws IOException {
    Path path = Files.createTempFile("accrue-export-", ".storage");
    try {
      try (OutputStream out = Files.newOutputStream(path)) {
        template.copy(entry, out);
      }
      return new ScatteredStorage(path, map(path));
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private static MappedByteBuffer map(Path path) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
    }
  }

  void put(StridedTensor layout, BlobStore blobs, String sha256) throws IOException {
    try (BlobFile tensor = BlobFile.copy(blobs, sha256)) {
      layout.scatter(map(tensor.path()), bytes);
    }
  }

  void copyTo(OutputStream out) throws IOException {
    byte[] part = new byte[1 << 16];
    ByteBuffer rest = bytes.duplicate().rewind();
    while (rest.hasRemaining()) {
      int length = Math.min(part.length, rest.remaining());
      rest.get(part, 0, length);
      out.write(part, 0, length);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(path);
  }
}
