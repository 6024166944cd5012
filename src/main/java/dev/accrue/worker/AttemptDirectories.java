package dev.accrue.worker;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import java.util.stream.Stream;

/// One folder per attempt, and what earlier agents left behind.
final class AttemptDirectories {

  private final Path root;

  AttemptDirectories(Path dataDirectory) {
    this.root = dataDirectory.resolve("attempts");
  }

  Path create(UUID attemptId) throws IOException {
    return Files.createDirectories(root.resolve(attemptId.toString()));
  }

  void delete(UUID attemptId) throws IOException {
    deleteTree(root.resolve(attemptId.toString()));
  }

  /// Ends trainers of an agent that was killed, should one still run, and deletes their folders. A
  /// trainer halts by itself when its agent dies, unless it is stopped or hangs in the kernel.
  void clear() throws IOException {
    Files.createDirectories(root);
    try (Stream<Path> left = Files.list(root)) {
      for (Path directory : left.toList()) {
        ProcessMark.find(directory.resolve("trainer.pid"))
            .flatMap(ProcessMark::findAlive)
            .ifPresent(ProcessHandle::destroyForcibly);
        deleteTree(directory);
      }
    }
  }

  /// Deletes a folder with all that is in it, if it is there.
  static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path done, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            Files.deleteIfExists(done);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
