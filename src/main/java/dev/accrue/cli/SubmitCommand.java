package dev.accrue.cli;

import dev.accrue.api.job.JobView;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `accrue submit`.
@Command(
    name = "submit",
    header = "Submits a job.",
    description = "A job goes on when --follow is ended with Ctrl-C; accrue cancel ends it.")
final class SubmitCommand extends ClientCommand {

  @Parameters(
      paramLabel = "FILE",
      description = "The spec, YAML or JSON; - reads the standard input.")
  private String file = "";

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Changes a field, such as training.batch.effective=512. May be repeated.")
  private List<String> overrides = List.of();

  @Option(
      names = {"-f", "--follow"},
      description = "Shows the job's progress until it ends.")
  private boolean follow;

  @Option(
      names = "--idempotency-key",
      paramLabel = "KEY",
      description = "Sent twice with one key, a spec is one job.")
  private @Nullable String key;

  SubmitCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    SpecFile spec = SpecFile.read(file, connection().surroundings().input(), overrides);
    JsonNode job =
        api.create(
            "/api/v1/jobs",
            spec.bytes(),
            spec.contentType(),
            key == null ? UUID.randomUUID().toString() : key);
    screen.show(
        job,
        () ->
            "%s  %s  %s/jobs/%s"
                .formatted(
                    Cells.text(job, "id"),
                    Cells.text(job, "name"),
                    api.serverUrl(),
                    Cells.text(job, "id")));
    if (!follow) {
      return ExitCode.DONE;
    }
    JobFollower follower = new JobFollower(api, screen.out(), screen.terminal());
    return exitCode(follower.follow(UUID.fromString(Cells.text(job, "id"))));
  }

  static int exitCode(JobView ended) {
    return switch (ended.state()) {
      case SUCCEEDED -> ExitCode.DONE;
      case CANCELED -> ExitCode.CANCELED;
      case FAILED, QUEUED, ASSIGNED, RUNNING, PREEMPTING -> ExitCode.FAILED;
    };
  }
}
