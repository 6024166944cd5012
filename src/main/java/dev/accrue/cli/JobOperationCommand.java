package dev.accrue.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Something that is done to jobs one after the other, and shows them as they are then.
abstract class JobOperationCommand extends ClientCommand {

  private final String operation;

  @Parameters(
      paramLabel = "JOB",
      arity = "1..*",
      description = "Jobs by identifier, or the beginning of it.")
  private List<String> jobs = List.of();

  /// @param operation as the API's path has it
  JobOperationCommand(String operation) {
    this.operation = operation;
  }

  @Override
  final int run(ApiClient api, Screen screen) throws Exception {
    ArrayNode answers = JsonNodeFactory.instance.arrayNode();
    for (String job : jobs) {
      answers.add(api.post(JobFinder.path(api, job) + "/" + operation, null));
    }
    screen.show(
        answers, () -> String.join("\n", answers.valueStream().map(JobText::line).toList()));
    return ExitCode.DONE;
  }

  /// `accrue cancel`.
  @Command(name = "cancel", header = "Ends jobs, without another checkpoint.")
  static final class Cancel extends JobOperationCommand {
    Cancel() {
      super("cancel");
    }
  }

  /// `accrue hold`.
  @Command(name = "hold", header = "Keeps jobs from starting; running ones save and stop first.")
  static final class Hold extends JobOperationCommand {
    Hold() {
      super("hold");
    }
  }

  /// `accrue release`.
  @Command(name = "release", header = "Lets held jobs start again.")
  static final class Release extends JobOperationCommand {
    Release() {
      super("release");
    }
  }

  /// `accrue requeue`.
  @Command(
      name = "requeue",
      header = "Queues failed or canceled jobs again, from their last checkpoint.")
  static final class Requeue extends JobOperationCommand {
    Requeue() {
      super("requeue");
    }
  }
}
