package dev.accrue.cli;

import dev.accrue.team.FirstStart;
import dev.accrue.team.TokenIssuer;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs commands in this process against the server under test.
final class CommandRun {

  private static final JsonMapper JSON = new JsonMapper();

  private final Map<String, String> environment = new HashMap<>();
  private final Path folder;
  private String input = "";
  private Terminal terminal = new Terminal(false, 80, true);

  @Command(name = "accrue")
  static final class Root {}

  /// What came of one.
  record Outcome(int code, String out, String err) {
    JsonNode json() {
      return JSON.readTree(out);
    }
  }

  CommandRun(Path folder) {
    this.folder = folder;
  }

  /// As the administrator, by environment variables.
  static CommandRun asAdministrator(
      Environment server, TokenIssuer tokens, FirstStart firstStart, Path folder) {
    String secret =
        tokens.issueApiToken(firstStart.administratorId(), "test", Duration.ofHours(1)).secret();
    return new CommandRun(folder).with("ACCRUE_SERVER", url(server)).with("ACCRUE_TOKEN", secret);
  }

  static String url(Environment server) {
    return "http://127.0.0.1:" + server.getRequiredProperty("local.server.port");
  }

  CommandRun with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  CommandRun input(String text) {
    input = text;
    return this;
  }

  CommandRun on(Terminal other) {
    terminal = other;
    return this;
  }

  Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            environment,
            folder,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            () -> terminal);
    CommandLine line = ClientCommands.all(new Root(), surroundings);
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = line.execute(arguments);
    return new Outcome(code, out.toString(), err.toString());
  }
}
