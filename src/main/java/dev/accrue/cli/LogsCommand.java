package dev.accrue.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `accrue logs`.
@Command(name = "logs", header = "Shows what a job's trainer printed.")
final class LogsCommand extends ClientCommand {

  private static final long POLL_MILLIS = 500;

  @Parameters(paramLabel = "JOB", description = "The job's identifier, or the beginning of it.")
  private String job = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on with lines as they come, until the attempt ends.")
  private boolean follow;

  @Option(names = "--attempt", paramLabel = "N", description = "Of this attempt, not the newest.")
  private @Nullable Integer attempt;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "Lines of this level and above: debug, info, warn or error.")
  private @Nullable String level;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "500",
      description = "The newest so many, at most 2000 (default: ${DEFAULT-VALUE}).")
  private int lines = 500;

  LogsCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    String path = JobFinder.path(api, job);
    JsonNode page = api.get(query(path + "/logs").with("limit", lines).toString());
    if (!follow) {
      screen.show(
          page,
          () ->
              String.join("\n", page.path("lines").valueStream().map(LogsCommand::line).toList()));
      return ExitCode.DONE;
    }
    page.path("lines").forEach(line -> print(screen, line));
    if (page.path("attemptNumber").asInt() == 0 && !awaitAttempt(api, path)) {
      return ExitCode.DONE;
    }
    long last = page.path("log").path("lastLine").asLong();
    follow(api, screen, query(path + "/logs/live").with("after", last).toString());
    return ExitCode.DONE;
  }

  private Query query(String path) {
    return Query.of(path)
        .with("attempt", attempt)
        .with("level", level == null ? null : level.toUpperCase(Locale.ROOT));
  }

  /// Waits for the first attempt; false when the job ends without one.
  private static boolean awaitAttempt(ApiClient api, String path)
      throws IOException, InterruptedException, ApiException {
    while (true) {
      JsonNode now = api.get(path);
      if (now.path("attempts").asInt() > 0) {
        return true;
      }
      if (!now.path("finishedAt").isNull() && now.has("finishedAt")) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static void follow(ApiClient api, Screen screen, String path)
      throws IOException, ApiException {
    try (EventStream events = new EventStream(api.open(path, "text/event-stream").body())) {
      Optional<EventStream.Event> event = events.next();
      while (event.isPresent() && !event.get().type().equals("end")) {
        api.parse(event.get().data()).forEach(line -> print(screen, line));
        event = events.next();
      }
    }
  }

  private static void print(Screen screen, JsonNode line) {
    screen.out().println(screen.forPeople() ? line(line) : line.toString());
    screen.out().flush();
  }

  private static String line(JsonNode line) {
    return Cells.text(line, "text");
  }
}
