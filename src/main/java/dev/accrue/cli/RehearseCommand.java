package dev.accrue.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `accrue rehearse`: runs what people run most against canned answers, while Java watches what is
/// loaded. What it saw goes into the cache from which commands start; see docs/cli.md.
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {

  private static final String JOB = "00000000-0000-4000-8000-000000000001";

  private static final List<List<String>> COMMANDS =
      List.of(
          List.of("list"),
          List.of("list", "-o", "json"),
          List.of("list", "-o", "yaml"),
          List.of("list", "--help"),
          List.of("show", JOB),
          List.of("show", "00000000"),
          List.of("queue"),
          List.of("workers"),
          List.of("curves", JOB),
          List.of("curves", JOB, "train/loss"),
          List.of("logs", JOB),
          List.of("checkpoints", "list", JOB),
          List.of("datasets", "list"),
          List.of("show", "ffffffff-ffff-4fff-8fff-ffffffffffff"));

  @Spec private CommandSpec command = CommandSpec.create();

  RehearseCommand() {}

  @Override
  public Integer call() throws IOException {
    try (CannedServer server = new CannedServer()) {
      Surroundings surroundings =
          new Surroundings(
              Map.of("ACCRUE_SERVER", server.url().toString(), "ACCRUE_TOKEN", "none"),
              Path.of(System.getProperty("java.io.tmpdir")),
              System.in,
              Terminal::detect);
      Object root = command.root().userObject();
      for (List<String> arguments : COMMANDS) {
        CommandLine line = ClientCommands.only(root, arguments.getFirst(), surroundings);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        line.setOut(nowhere).setErr(nowhere).execute(arguments.toArray(String[]::new));
      }
    }
    return ExitCode.DONE;
  }
}
