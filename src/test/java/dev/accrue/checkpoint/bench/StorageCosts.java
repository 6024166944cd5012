package dev.accrue.checkpoint.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariDataSource;
import dev.accrue.bench.Arguments;
import dev.accrue.bench.BenchServer;
import dev.accrue.metric.bench.CurveCosts;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/// `CurveCosts` and `CheckpointBytes` one after the other with one server, whose start takes as long
/// as either of them in a hurry.
///
///     --scratch DIRECTORY [--quick] [--rounds N]
public final class StorageCosts {

  private StorageCosts() {}

  /// Prints the figures of each last.
  public static void main(String[] words) throws Exception {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    Arguments arguments = Arguments.of(words);
    Path parent = Files.createDirectories(arguments.path("--scratch"));
    Path scratch = Files.createTempDirectory(parent, "run").toAbsolutePath();
    try (BenchServer server = BenchServer.start(scratch);
        HikariDataSource database = server.database()) {
      CurveCosts.measure(server, database, arguments);
      CheckpointBytes.measure(server, database, scratch, arguments);
    }
  }
}
