package dev.accrue.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// When the server last answered a heartbeat: the time of the file `heard` in the worker's folder,
/// at which health checks look from outside.
record LastAnswer(Path folder) {

  private static final byte[] ANYTHING = {'\n'};

  /// Notes that it answered now.
  void note() {
    try {
      Files.write(folder.resolve("heard"), ANYTHING);
    } catch (IOException e) {
      // A disk that takes nothing is told to the server, and looks unhealthy from outside as well.
    }
  }
}
