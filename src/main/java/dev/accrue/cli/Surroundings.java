package dev.accrue.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/// What a command finds where it runs.
///
/// @param environment its variables
/// @param folder where logins are kept
/// @param input the standard input
/// @param terminal asked for when something depends on it
record Surroundings(
    Map<String, String> environment, Path folder, InputStream input, Supplier<Terminal> terminal) {

  Surroundings {
    environment = Map.copyOf(environment);
  }

  /// Those of this process.
  static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(),
        Path.of(System.getProperty("user.home"), ".accrue"),
        System.in,
        Terminal::detect);
  }
}
