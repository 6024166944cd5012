package dev.accrue.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `accrue usage`.
@Command(
    name = "usage",
    header = "Reports device-hours: useful, wasted and idle.",
    description = "Of your teams; of all for administrators. Without --from since the month began.")
final class UsageCommand extends ClientCommand {

  private static final String PATH = "/api/v1/usage";

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "A day such as 2026-11-01, or an instant such as 2026-11-01T00:00:00Z (UTC).")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "The end, which is no part of it.")
  private @Nullable String to;

  @Option(
      names = "--by",
      paramLabel = "GROUPS",
      defaultValue = "team",
      description =
          "Some of team, user, label:KEY, and month or day, with commas (default: ${DEFAULT-VALUE}).")
  private String groupBy = "team";

  @Option(names = "--csv", description = "As comma-separated values.")
  private boolean csv;

  UsageCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    String query =
        Query.of(PATH)
            .with("from", instant(from))
            .with("to", instant(to))
            .with("groupBy", groupBy)
            .toString();
    if (csv) {
      try (Http.Answer answer = api.open(query, "text/csv")) {
        screen.out().print(answer.text());
        screen.out().flush();
      }
      return ExitCode.DONE;
    }
    JsonNode report = api.get(query);
    screen.show(report, () -> table(report));
    return ExitCode.DONE;
  }

  private static @Nullable String instant(@Nullable String time) {
    return time == null || time.contains("T") ? time : time + "T00:00:00Z";
  }

  private static Table table(JsonNode report) {
    List<String> groups =
        report.path("groupBy").valueStream().map(group -> group.asString()).toList();
    List<String> columns =
        new ArrayList<>(groups.stream().map(group -> group.toUpperCase(Locale.ROOT)).toList());
    columns.addAll(List.of("ATTEMPTS", "HOURS", "USEFUL", "WASTED", "IDLE"));
    Table table = Table.of(columns.toArray(String[]::new)).orElse("nothing was used");
    for (JsonNode row : report.path("rows")) {
      List<String> cells =
          new ArrayList<>(groups.stream().map(group -> Cells.text(row, property(group))).toList());
      cells.add(Cells.text(row, "attempts"));
      for (String hours :
          List.of("deviceHours", "usefulDeviceHours", "wastedDeviceHours", "idleDeviceHours")) {
        cells.add(String.format(Locale.ROOT, "%.2f", row.path(hours).asDouble()));
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }

  private static String property(String group) {
    return switch (group) {
      case "month", "day" -> "period";
      case "team", "user" -> group;
      default -> "label";
    };
  }
}
