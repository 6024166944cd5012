package dev.accrue.worker;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who this worker is, across restarts: an identifier in its data directory, held under a file lock
/// so that two agents never act as one.
///
/// @param workerId the same at every start with this data directory
/// @param incarnation new at every start
record WorkerIdentity(UUID workerId, UUID incarnation, FileLock lock) {

  /// The same under an identity that whoever started the agent gave it, wherever its folder is.
  static WorkerIdentity claim(Path dataDirectory, @Nullable UUID workerId) throws IOException {
    WorkerIdentity own = claim(dataDirectory);
    return workerId == null ? own : new WorkerIdentity(workerId, own.incarnation(), own.lock());
  }

  /// Reads or makes the identity and takes the lock, which the process holds until it ends.
  ///
  /// @throws IllegalStateException when another agent uses the directory
  static WorkerIdentity claim(Path dataDirectory) throws IOException {
    Files.createDirectories(dataDirectory);
    FileChannel channel =
        FileChannel.open(
            dataDirectory.resolve("worker.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IllegalStateException(
          "another worker already uses %s; give this one its own --data directory"
              .formatted(dataDirectory));
    }
    return new WorkerIdentity(readOrCreate(dataDirectory), UUID.randomUUID(), lock);
  }

  private static UUID readOrCreate(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve("worker-id");
    if (Files.exists(file)) {
      return UUID.fromString(Files.readString(file).strip());
    }
    UUID workerId = UUID.randomUUID();
    Path fresh = dataDirectory.resolve("worker-id.new");
    Files.writeString(fresh, workerId + "\n");
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    return workerId;
  }
}
