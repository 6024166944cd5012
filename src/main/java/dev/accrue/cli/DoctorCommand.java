package dev.accrue.cli;

import dev.accrue.api.AccrueVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `accrue doctor`.
@Command(
    name = "doctor",
    header = "Checks what a job needs: server, login, version, workers, queue.",
    description = "Ends with 1 when something is not as it should be.")
final class DoctorCommand extends ClientCommand {

  private static final int MOST_SILENT_NAMED = 3;

  DoctorCommand() {}

  /// Something that was looked at.
  ///
  /// @param fix what to do about it; empty when it is well
  private record Finding(String subject, String seen, String fix) {

    static Finding well(String subject, String seen) {
      return new Finding(subject, seen, "");
    }

    boolean isWell() {
      return fix.isEmpty();
    }

    String text() {
      return "%s  %-8s  %s%s"
          .formatted(
              isWell() ? "ok  " : "FAIL", subject, seen, isWell() ? "" : "\n      fix: " + fix);
    }
  }

  /// A look at something that the server is asked about.
  private interface Look {
    Finding at(ApiClient api) throws Exception;
  }

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        look(
            "server",
            api,
            DoctorCommand::server,
            "start it, or name another with --server or accrue login"));
    if (findings.getFirst().isWell()) {
      findings.add(look("login", api, DoctorCommand::login, "accrue login"));
    }
    if (findings.stream().allMatch(Finding::isWell)) {
      findings.add(look("version", api, DoctorCommand::version, "see what the server says"));
      findings.add(look("workers", api, DoctorCommand::workers, "see what the server says"));
      findings.add(look("queue", api, DoctorCommand::queue, "see what the server says"));
    }
    screen.show(
        json(findings), () -> String.join("\n", findings.stream().map(Finding::text).toList()));
    return findings.stream().allMatch(Finding::isWell) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static Finding look(String subject, ApiClient api, Look look, String fix) {
    try {
      return look.at(api);
    } catch (Exception e) {
      String message = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
      return new Finding(subject, message, fix);
    }
  }

  private static Finding server(ApiClient api) throws Exception {
    String status = api.get("/actuator/health").path("status").asString("");
    return status.equals("UP")
        ? Finding.well("server", "%s is up".formatted(api.serverUrl()))
        : new Finding("server", "says that it is " + status, "look into its log");
  }

  private static Finding login(ApiClient api) throws Exception {
    JsonNode session = api.get("/api/v1/session");
    List<String> teams = Teams.names(session);
    return teams.isEmpty()
        ? new Finding(
            "login",
            "%s is a member of no team".formatted(Cells.text(session, "name")),
            "ask an administrator to add you to one")
        : Finding.well(
            "login",
            "%s, of the teams %s".formatted(Cells.text(session, "name"), String.join(", ", teams)));
  }

  private static Finding version(ApiClient api) throws Exception {
    String server = Cells.text(api.get("/api/v1/session"), "serverVersion");
    return server.equals(AccrueVersion.current())
        ? Finding.well("version", "%s, as the server's".formatted(server))
        : new Finding(
            "version",
            "%s here, %s at the server".formatted(AccrueVersion.current(), server),
            "use the accrue script of the server's version: commands may know other fields");
  }

  private static Finding workers(ApiClient api) throws Exception {
    JsonNode workers = api.get("/api/v1/workers");
    String silent = silent(workers);
    long fit =
        workers
            .valueStream()
            .filter(worker -> !worker.path("leftAt").isString())
            .filter(worker -> !worker.path("silent").asBoolean())
            .filter(worker -> !worker.path("drainingAt").isString())
            .filter(worker -> !worker.path("problem").isString())
            .flatMap(worker -> worker.path("devices").valueStream())
            .filter(device -> !device.path("problem").isString())
            .count();
    return fit == 0
        ? new Finding(
            "workers",
            "no device takes work, of %d workers%s".formatted(workers.size(), silent),
            "start a worker (accrue worker), or see accrue workers for what is wrong")
        : Finding.well("workers", "%d devices take work%s".formatted(fit, silent));
  }

  /// The workers that the server no longer hears, the newest of them by name.
  private static String silent(JsonNode workers) {
    List<JsonNode> all =
        workers
            .valueStream()
            .filter(worker -> worker.path("silent").asBoolean())
            .sorted(Comparator.comparing(DoctorCommand::lastHeard).reversed())
            .toList();
    String named =
        all.stream()
            .limit(MOST_SILENT_NAMED)
            .map(worker ->
                "; %s silent since %s, its %d devices not counted"
                    .formatted(
                        Cells.text(worker, "name"),
                        Cells.time(worker, "lastHeartbeatAt"),
                        worker.path("devices").size()))
            .collect(Collectors.joining());
    int others = all.size() - MOST_SILENT_NAMED;
    return others > 0 ? "%s; %d more silent".formatted(named, others) : named;
  }

  private static Instant lastHeard(JsonNode worker) {
    return Instant.parse(worker.path("lastHeartbeatAt").asString());
  }

  private static Finding queue(ApiClient api) throws Exception {
    return api.get("/api/v1/queue").path("pausedAt").isString()
        ? new Finding("queue", "the queue is paused", "ask an administrator to resume it")
        : Finding.well("queue", "jobs start");
  }

  private static ArrayNode json(List<Finding> findings) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (Finding finding : findings) {
      json.addObject()
          .put("subject", finding.subject())
          .put("ok", finding.isWell())
          .put("seen", finding.seen())
          .put("fix", finding.fix().isEmpty() ? null : finding.fix());
    }
    return json;
  }
}
