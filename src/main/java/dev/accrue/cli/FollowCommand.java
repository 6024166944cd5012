package dev.accrue.cli;

import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `accrue follow`.
@Command(name = "follow", header = "Shows a job's progress until it ends.")
final class FollowCommand extends ClientCommand {

  @Parameters(paramLabel = "JOB", description = "The job's identifier, or the beginning of it.")
  private String job = "";

  FollowCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    UUID id = UUID.fromString(JobFinder.find(api, job));
    return SubmitCommand.exitCode(new JobFollower(api, screen.out(), screen.terminal()).follow(id));
  }
}
