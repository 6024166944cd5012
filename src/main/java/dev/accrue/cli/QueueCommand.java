package dev.accrue.cli;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `accrue queue`.
@Command(
    name = "queue",
    header = "Lists waiting jobs: why they wait, and when they may start.",
    description = "Those that start first come first; those that nobody can tell of, last.")
final class QueueCommand extends ClientCommand {

  @Option(names = "--team", paramLabel = "TEAM", description = "Only jobs of this team.")
  private @Nullable String team;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "100",
      description = "The newest so many (default: ${DEFAULT-VALUE}).")
  private int limit = 100;

  QueueCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    JsonNode paused = api.get("/api/v1/queue").path("pausedAt");
    List<JsonNode> jobs =
        JobPages.read(
                api, query -> query.with("state", "QUEUED").with("team", team), Math.max(1, limit))
            .valueStream()
            .sorted(Comparator.comparing(QueueCommand::start))
            .toList();
    ArrayNode waiting = JsonNodeFactory.instance.arrayNode().addAll(jobs);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("pausedAt", paused.isMissingNode() ? answer.nullNode() : paused);
    answer.set("jobs", waiting);
    screen.show(answer, () -> (paused.isString() ? "The queue is paused.\n" : "") + table(waiting));
    return ExitCode.DONE;
  }

  /// Later than any instant where there is none.
  private static String start(JsonNode job) {
    return job.path("waiting").path("estimatedStart").asString("~");
  }

  private static Table table(ArrayNode jobs) {
    Table table =
        Table.of("ID", "NAME", "TEAM", "PRIORITY", "STARTS ABOUT", "AT THE LATEST", "WHY")
            .orElse("nothing waits");
    for (JsonNode job : jobs) {
      JsonNode waiting = job.path("waiting");
      table.row(
          Cells.shortId(job, "id"),
          Cells.text(job, "name"),
          Cells.text(job, "team"),
          Cells.text(job, "priority"),
          Cells.time(waiting, "estimatedStart"),
          Cells.time(waiting, "latestStart"),
          Cells.text(waiting, "reason"));
    }
    return table;
  }
}
