package dev.accrue.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// One platform per data directory. The system releases the lock when the process dies, however it
/// dies.
final class DataDirectoryLock implements AutoCloseable {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final FileChannel channel;

  private DataDirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws IllegalStateException when another platform runs on the directory
  static DataDirectoryLock take(Path dataDirectory) throws IOException {
    if (!Files.exists(dataDirectory)) {
      // It will hold the database and the tokens: its owner's business alone.
      Files.createDirectories(dataDirectory, OWNER_ONLY);
    }
    FileChannel channel =
        FileChannel.open(
            dataDirectory.resolve("accrue.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw new IllegalStateException(
          "Accrue already runs on %s; open its dashboard, stop it, or give this one another --data directory"
              .formatted(dataDirectory));
    }
    return new DataDirectoryLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
