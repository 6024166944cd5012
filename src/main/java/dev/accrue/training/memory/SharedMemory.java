package dev.accrue.training.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Files in memory, `/dev/shm` on Linux: writing one waits for no disk. They are the machine's
/// memory and no private data of this process, which the limit on it is about. A container has 64
/// MiB of it unless it is given more.
public final class SharedMemory {

  private static final Path DIRECTORY = Path.of("/dev/shm");
  private static final Path MACHINE = Path.of("/proc/meminfo");

  private SharedMemory() {}

  /// Where files of so many bytes may be made: only where as much again stays free, both there and
  /// of the machine's memory.
  public static Optional<Path> directoryFor(long bytes) {
    try {
      boolean room =
          Files.isWritable(DIRECTORY)
              && Files.getFileStore(DIRECTORY).getUsableSpace() / 2 >= bytes
              && available() / 2 >= bytes;
      return room ? Optional.of(DIRECTORY) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // as without it
    }
  }

  private static long available() throws IOException {
    for (String line : Files.readAllLines(MACHINE)) {
      List<String> words = List.of(line.split("\\s+"));
      if (words.getFirst().equals("MemAvailable:")) {
        return Long.parseLong(words.get(1)) << 10;
      }
    }
    return 0;
  }
}
