package dev.accrue.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// `accrue list`.
@Command(name = "list", header = "Lists jobs, the newest first unless told otherwise.")
final class ListCommand extends ClientCommand {

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only jobs in this state, such as running.")
  private @Nullable String state;

  @Option(names = "--team", paramLabel = "TEAM", description = "Only jobs of this team.")
  private @Nullable String team;

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "Only jobs with this label. May be repeated.")
  private List<String> labels = List.of();

  @Option(
      names = "--search",
      paramLabel = "WORDS",
      description =
          "Only jobs that have all of these words, each in the name, in a label, in the name of who "
              + "submitted it, or as the beginning of the identifier.")
  private @Nullable String search;

  @Option(
      names = "--sort",
      paramLabel = "KEY",
      description =
          "Sorted by createdAt, name, priority, state or finishedAt; with a - before it the greatest "
              + "first (default: -createdAt).")
  private @Nullable String sort;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit = 20;

  ListCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    ArrayNode jobs =
        JobPages.read(
            api,
            query ->
                query
                    .with("state", state == null ? null : state.toUpperCase(Locale.ROOT))
                    .with("team", team)
                    .with("label", labels.isEmpty() ? null : String.join(",", labels))
                    .with("q", search)
                    .with("sort", sort),
            Math.max(1, limit));
    screen.show(jobs, () -> table(jobs));
    return ExitCode.DONE;
  }

  private static Table table(ArrayNode jobs) {
    Table table =
        Table.of("ID", "NAME", "TEAM", "STATE", "STEPS", "LOSS", "CREATED").orElse("no jobs");
    for (JsonNode job : jobs) {
      table.row(
          Cells.shortId(job, "id"),
          Cells.text(job, "name"),
          Cells.text(job, "team"),
          JobText.state(job),
          JobText.steps(job),
          Cells.number(job.path("trainLoss")),
          Cells.time(job, "createdAt"));
    }
    return table;
  }
}
