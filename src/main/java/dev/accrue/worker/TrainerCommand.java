package dev.accrue.worker;

import java.nio.file.Path;
import java.util.List;

/// The command line of a trainer process.
final class TrainerCommand {

  private static final String MAIN_CLASS = "dev.accrue.training.TrainerMain";

  private TrainerCommand() {}

  static List<String> build(Path workDirectory) {
    return JavaCommand.build(
        MAIN_CLASS,
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            // Tensors live outside the heap; the heap holds prepared batches and little else.
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.io.tmpdir=" + workDirectory));
  }
}
