package dev.accrue.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `accrue shares`.
@Command(
    name = "shares",
    header = "Shows what teams are entitled to and have used.",
    description = {
      "Device-hours count less the older they are, as they do for fair share; accrue usage reports them.",
      "%nWhat checkpoints take is shown for your own teams."
    })
final class SharesCommand extends ClientCommand {

  private static final double SECONDS_OF_AN_HOUR = 3600;

  SharesCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    List<String> own = Teams.names(api.get("/api/v1/session"));
    ArrayNode shares = JsonNodeFactory.instance.arrayNode();
    for (JsonNode team : api.get("/api/v1/teams")) {
      String name = Cells.text(team, "team");
      ObjectNode row = shares.addObject();
      row.set("share", team);
      if (own.contains(name)) {
        row.set(
            "checkpoints",
            api.get("/api/v1/teams/%s/checkpoint-quota".formatted(Query.segment(name))));
      }
    }
    screen.show(shares, () -> table(shares));
    return ExitCode.DONE;
  }

  private static Table table(ArrayNode shares) {
    Table table =
        Table.of("TEAM", "WEIGHT", "GUARANTEED", "LIMIT", "DEVICE-HOURS", "CHECKPOINTS", "OF")
            .orElse("no teams");
    for (JsonNode row : shares) {
      JsonNode share = row.path("share");
      table.row(
          Cells.text(share, "team"),
          Cells.number(share.path("weight")),
          Cells.text(share, "guaranteedDevices"),
          Cells.text(share, "deviceLimit"),
          String.format(
              Locale.ROOT, "%.1f", share.path("usedDeviceSeconds").asDouble() / SECONDS_OF_AN_HOUR),
          Cells.bytes(row.path("checkpoints"), "usedBytes"),
          Cells.bytes(row.path("checkpoints"), "limitBytes"));
    }
    return table;
  }
}
