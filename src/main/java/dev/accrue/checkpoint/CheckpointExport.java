package dev.accrue.checkpoint;

import java.io.IOException;
import java.io.OutputStream;

/// A file that is made of a checkpoint while it is sent.
interface CheckpointExport extends AutoCloseable {

  /// The file's bytes, known before the first of them is made.
  long sizeBytes();

  /// Writes the file, one tensor after the other and none of them whole in memory. A tensor that
  /// turns out to be damaged ends it before the tensor's last bytes.
  void writeTo(OutputStream out) throws IOException;

  @Override
  void close() throws IOException;
}
