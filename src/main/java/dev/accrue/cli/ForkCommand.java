package dev.accrue.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `accrue fork`.
@Command(name = "fork", header = "Submits a job that begins from another one's checkpoint.")
final class ForkCommand extends ClientCommand {

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description = "The other job's identifier, or the beginning of it.")
  private String job = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = "latest",
      paramLabel = "CHECKPOINT",
      description = "Its identifier, the beginning of it, or latest (default).")
  private String checkpoint = "latest";

  @Option(
      names = "--take",
      paramLabel = "WHAT",
      description = "weights begins at step 0; everything goes on at the checkpoint's step.")
  private @Nullable String take;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Changes a field of the other job's spec; null removes it. May be repeated.")
  private List<String> overrides = List.of();

  ForkCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    ObjectNode fork = JsonNodeFactory.instance.objectNode();
    fork.put("take", take);
    Overrides.apply(fork.putObject("changes"), overrides);
    JsonNode answer = api.create(CheckpointsCommand.path(api, job, checkpoint) + "/fork", fork);
    screen.show(answer, () -> JobText.line(answer));
    return ExitCode.DONE;
  }
}
