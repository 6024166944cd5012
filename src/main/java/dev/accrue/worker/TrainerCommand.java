package dev.accrue.worker;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of a trainer process: the same JDK and the same class path as the worker's.
final class TrainerCommand {

  private static final String MAIN_CLASS = "dev.accrue.training.TrainerMain";
  private static final String NESTED_JAR_LAUNCHER =
      "org.springframework.boot.loader.launch.PropertiesLauncher";

  private TrainerCommand() {}

  static List<String> build(Path workDirectory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    // Tensors live outside the heap; the heap holds prepared batches and little else.
    command.add("-Xmx1g");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-Djava.io.tmpdir=" + workDirectory);
    command.add("-Dfile.encoding=UTF-8");
    command.add("-cp");
    command.add(classPath());
    if (runsFromNestedJar()) {
      command.add("-Dloader.main=" + MAIN_CLASS);
      command.add(NESTED_JAR_LAUNCHER);
    } else {
      command.add(MAIN_CLASS);
    }
    return List.copyOf(command);
  }

  private static String classPath() {
    String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
    for (int i = 0; i < entries.length; i++) {
      entries[i] = Path.of(entries[i]).toAbsolutePath().toString();
    }
    return String.join(File.pathSeparator, entries);
  }

  /// Whether the application runs as `java -jar` of the jar that nests its libraries.
  private static boolean runsFromNestedJar() {
    return TrainerCommand.class.getResource("TrainerCommand.class").toString().contains("nested:");
  }
}
