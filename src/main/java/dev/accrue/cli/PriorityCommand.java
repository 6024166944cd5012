package dev.accrue.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `accrue priority`.
@Command(name = "priority", header = "Changes a job's priority among the jobs of its team.")
final class PriorityCommand extends ClientCommand {

  @Parameters(
      index = "0",
      paramLabel = "JOB",
      description = "The job's identifier, or the beginning of it.")
  private String job = "";

  @Parameters(
      index = "1",
      paramLabel = "PRIORITY",
      description = "From -100 to 100; the higher goes first.")
  private int priority;

  PriorityCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    JsonNode answer =
        api.put(
            JobFinder.path(api, job) + "/priority",
            JsonNodeFactory.instance.objectNode().put("priority", priority));
    screen.show(answer, () -> JobText.line(answer));
    return ExitCode.DONE;
  }
}
