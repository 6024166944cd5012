package dev.accrue.cli;

import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `accrue show`.
@Command(name = "show", header = "Shows a job and what happened to it.")
final class ShowCommand extends ClientCommand {

  private static final int EVENTS = 10;

  @Parameters(paramLabel = "JOB", description = "The job's identifier, or the beginning of it.")
  private String job = "";

  ShowCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    String path = JobFinder.path(api, job);
    JsonNode answer = api.get(path);
    if (screen.forPeople()) {
      JsonNode events = api.get(Query.of(path + "/events").with("limit", EVENTS).toString());
      screen.show(answer, () -> describe(answer) + "\n" + events(events));
    } else {
      screen.show(answer, () -> "");
    }
    return ExitCode.DONE;
  }

  private static String describe(JsonNode job) {
    StringBuilder text = new StringBuilder();
    line(text, "job", Cells.text(job, "id"));
    line(text, "name", Cells.text(job, "name"));
    line(text, "team", Cells.text(job, "team"));
    line(text, "by", Cells.text(job, "createdBy"));
    line(text, "state", JobText.state(job));
    line(text, "optimizer steps", JobText.steps(job));
    line(text, "batch", batch(job));
    line(text, "loss", Cells.number(job.path("trainLoss")));
    line(text, "accuracy", Cells.number(job.path("validationAccuracy")));
    line(text, "samples/s", Cells.number(job.path("samplesPerSecond")));
    line(text, "attempts", Cells.text(job, "attempts"));
    line(text, "priority", Cells.text(job, "priority"));
    line(text, "created", Cells.time(job, "createdAt"));
    line(text, "started", Cells.time(job, "startedAt"));
    line(text, "finished", Cells.time(job, "finishedAt"));
    line(text, "failure", Cells.text(job, "failureMessage"));
    line(text, "waits", Cells.text(job.path("waiting"), "reason"));
    line(text, "starts about", Cells.time(job.path("waiting"), "estimatedStart"));
    return text.toString();
  }

  private static String batch(JsonNode job) {
    JsonNode batch = job.path("spec").path("training").path("batch");
    JsonNode effective = batch.path("effective");
    return "effective %s in micro-batches of %s"
        .formatted(
            effective.isArray() ? "in %d stages".formatted(effective.size()) : effective.asString(),
            batch.path("micro").asString());
  }

  private static void line(StringBuilder text, String name, String value) {
    if (!value.equals(Cells.NONE)) {
      text.append(String.format(Locale.ROOT, "%-16s %s%n", name, value));
    }
  }

  private static Table events(JsonNode events) {
    Table table = Table.of("AT", "EVENT", "BY", "WHY").orElse("no events");
    for (JsonNode event : events) {
      String to = Cells.text(event, "to");
      table.row(
          Cells.time(event, "at"),
          to.equals(Cells.NONE) ? Cells.text(event, "kind") : "-> " + to,
          Cells.text(event, "actor"),
          Cells.text(event, "reason"));
    }
    return table;
  }
}
