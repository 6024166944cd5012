package dev.accrue.worker;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of a child that runs one of Accrue's own classes: by the same JDK and from the
/// same class path as this process.
public final class JavaCommand {

  private static final String NESTED_JAR_LAUNCHER =
      "org.springframework.boot.loader.launch.PropertiesLauncher";

  private JavaCommand() {}

  /// The command up to the main class; the main class's arguments follow it.
  public static List<String> build(String mainClass, List<String> jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(absoluteClassPath());
    if (runsFromNestedJar()) {
      command.add("-Dloader.main=" + mainClass);
      command.add(NESTED_JAR_LAUNCHER);
    } else {
      command.add(mainClass);
    }
    return List.copyOf(command);
  }

  /// A child may have another working directory.
  private static String absoluteClassPath() {
    return String.join(
        File.pathSeparator,
        List.of(System.getProperty("java.class.path").split(File.pathSeparator)).stream()
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .toList());
  }

  /// Whether this is `java -jar` of the jar that nests its libraries.
  private static boolean runsFromNestedJar() {
    var resource = JavaCommand.class.getResource("JavaCommand.class");
    return resource != null && resource.toString().contains("nested:");
  }
}
