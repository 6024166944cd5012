package dev.accrue.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Reads IDX files: a header and the big-endian elements, row-major.
public final class IdxArrays {

  private IdxArrays() {}

  /// Opens a file and checks that its header is true.
  ///
  /// @param name what to call the file in messages
  /// @throws FormatException when the content is not an IDX array
  public static NumericArray open(Path file, String name) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        InputStream stream = Channels.newInputStream(channel)) {
      IdxHeader header = IdxHeader.read(stream, name);
      return new ArrayBody(
              header.kind(), header.shape(), ByteOrder.BIG_ENDIAN, header.headerBytes())
          .map(channel, name);
    }
  }
}
