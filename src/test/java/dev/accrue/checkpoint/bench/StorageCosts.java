package dev.accrue.checkpoint.bench;

import dev.accrue.bench.BenchServer;
import dev.accrue.metric.bench.CurveCosts;

/// `CurveCosts` and `CheckpointBytes` one after the other with one server, whose start takes as long
/// as either of them in a hurry.
///
///     --scratch DIRECTORY [--quick] [--rounds N]
public final class StorageCosts {

  private StorageCosts() {}

  /// Prints the figures of each last.
  public static void main(String[] words) throws Exception {
    BenchServer.measure(
        words,
        (server, database, arguments) -> {
          CurveCosts.measure(server, database, arguments);
          CheckpointBytes.measure(server, database, arguments);
        });
  }
}
