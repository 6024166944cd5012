package dev.accrue.worker;

import dev.accrue.api.worker.WorkerProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Whether the worker's folder has room for another attempt: its data, its log and its libraries.
final class DiskSpace {

  /// How many bytes a folder may still take; fails with the reason where it takes none.
  interface Measure {
    long usableBytes(Path folder) throws IOException;
  }

  /// Less would fail while a trainer unpacks its libraries.
  static final long LEAST_BYTES = 512L << 20;

  private static final int PROBE_BYTES = 128 << 10;

  private final Path folder;
  private final Measure measure;

  DiskSpace(Path folder, Measure measure) {
    this.folder = folder;
    this.measure = measure;
  }

  static DiskSpace of(Path folder) {
    return new DiskSpace(folder, DiskSpace::tryAndMeasure);
  }

  /// A file system knows nothing of quotas and may have become read-only, so a little is written.
  private static long tryAndMeasure(Path folder) throws IOException {
    Path probe = folder.resolve("disk-probe");
    try {
      Files.write(probe, new byte[PROBE_BYTES]);
    } finally {
      Files.deleteIfExists(probe);
    }
    return Files.getFileStore(folder).getUsableSpace();
  }

  /// Why the worker takes no work, in words for its operator.
  Optional<WorkerProblem> findProblem() {
    try {
      long usable = measure.usableBytes(folder);
      return usable >= LEAST_BYTES
          ? Optional.empty()
          : Optional.of(
              problem(
                  "the disk of %s has %d MiB left and attempts need %d; make room"
                      .formatted(folder, usable >> 20, LEAST_BYTES >> 20)));
    } catch (IOException e) {
      return Optional.of(problem("the disk of %s takes nothing: %s".formatted(folder, e)));
    }
  }

  private static WorkerProblem problem(String message) {
    String printable = message.replaceAll("\\p{Cc}", " ");
    return new WorkerProblem(null, printable.substring(0, Math.min(printable.length(), 500)));
  }
}
