package dev.accrue.cli;

import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// `accrue workers`.
@Command(name = "workers", header = "Lists workers and their devices.")
final class WorkersCommand extends ClientCommand {

  WorkersCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    JsonNode workers = api.get("/api/v1/workers");
    screen.show(workers, () -> table(workers));
    return ExitCode.DONE;
  }

  private static Table table(JsonNode workers) {
    Table table =
        Table.of("WORKER", "DEVICE", "NAME", "MEMORY", "HELD", "STATE", "HEARTBEAT")
            .orElse("no workers");
    for (JsonNode worker : workers) {
      for (JsonNode device : worker.path("devices")) {
        table.row(
            Cells.text(worker, "name"),
            "%s %s".formatted(Cells.text(device, "kind"), Cells.text(device, "ordinal")),
            Cells.text(device, "name"),
            Cells.bytes(device, "memoryBytes"),
            Cells.bytes(device, "heldBytes"),
            state(worker, device),
            Cells.time(worker, "lastHeartbeatAt"));
      }
    }
    return table;
  }

  private static String state(JsonNode worker, JsonNode device) {
    if (worker.path("leftAt").isString()) {
      return "stopped";
    }
    if (worker.path("silent").asBoolean()) {
      return "silent";
    }
    if (worker.path("problem").isString() || device.path("problem").isString()) {
      JsonNode ill = worker.path("problem").isString() ? worker : device;
      return "problem: " + Cells.text(ill, "problem");
    }
    if (worker.path("drainingAt").isString()) {
      return "draining";
    }
    return device.path("busy").asBoolean() ? "busy" : "free";
  }
}
