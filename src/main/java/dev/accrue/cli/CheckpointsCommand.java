package dev.accrue.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// `accrue checkpoints`.
@Command(
    name = "checkpoints",
    header = "Lists, downloads, pins and deletes a job's checkpoints.",
    subcommands = {
      CheckpointsCommand.ListAll.class,
      CheckpointDownload.class,
      CheckpointsCommand.Pin.class,
      CheckpointsCommand.Unpin.class,
      CheckpointsCommand.Delete.class
    })
final class CheckpointsCommand extends CommandGroup {

  CheckpointsCommand() {}

  /// A checkpoint's path, by the beginning of its identifier, or `latest`.
  static String path(ApiClient api, String job, String checkpoint) throws Exception {
    String path = JobFinder.path(api, job) + "/checkpoints";
    JsonNode all = api.get(path);
    return path + "/" + id(all, checkpoint);
  }

  static String id(JsonNode all, String checkpoint) throws RefusedException {
    if (!checkpoint.equals("latest")) {
      return JobFinder.single("checkpoint", checkpoint, all);
    }
    return all.valueStream()
        .max((a, b) ->
            Long.compare(a.path("optimizerStep").asLong(), b.path("optimizerStep").asLong()))
        .map(latest -> latest.path("id").asString())
        .orElseThrow(
            () -> new RefusedException(ExitCode.NOT_FOUND, "the job has no checkpoint yet"));
  }

  /// `accrue checkpoints list`.
  @Command(name = "list", header = "Lists a job's checkpoints.")
  static final class ListAll extends ClientCommand {

    @Parameters(paramLabel = "JOB", description = "The job's identifier, or the beginning of it.")
    private String job = "";

    ListAll() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      JsonNode checkpoints = api.get(JobFinder.path(api, job) + "/checkpoints");
      screen.show(checkpoints, () -> table(checkpoints));
      return ExitCode.DONE;
    }

    private static Table table(JsonNode checkpoints) {
      Table table =
          Table.of("ID", "STEP", "ATTEMPT", "SIZE", "CREATED", "KEPT", "METRICS")
              .orElse("no checkpoints");
      for (JsonNode checkpoint : checkpoints) {
        table.row(
            Cells.shortId(checkpoint, "id"),
            Cells.text(checkpoint, "optimizerStep"),
            Cells.text(checkpoint, "attemptNumber"),
            Cells.bytes(checkpoint, "sizeBytes"),
            Cells.time(checkpoint, "createdAt"),
            kept(checkpoint),
            metrics(checkpoint));
      }
      return table;
    }

    private static String kept(JsonNode checkpoint) {
      return String.join(
          " ",
          checkpoint
              .path("kept")
              .valueStream()
              .map(why -> why.asString().toLowerCase(Locale.ROOT))
              .toList());
    }

    private static String metrics(JsonNode checkpoint) {
      return String.join(
          " ",
          checkpoint
              .path("metrics")
              .propertyStream()
              .map(metric -> metric.getKey() + "=" + Cells.number(metric.getValue()))
              .toList());
    }
  }

  /// What the commands about one checkpoint have in common.
  abstract static class OfOne extends ClientCommand {

    @Parameters(
        index = "0",
        paramLabel = "JOB",
        description = "The job's identifier, or the beginning of it.")
    private String job = "";

    @Parameters(
        index = "1",
        paramLabel = "CHECKPOINT",
        description = "The checkpoint's identifier, the beginning of it, or latest.")
    private String checkpoint = "";

    final String path(ApiClient api) throws Exception {
      return CheckpointsCommand.path(api, job, checkpoint);
    }
  }

  /// `accrue checkpoints pin`.
  @Command(name = "pin", header = "Keeps a checkpoint, whatever the job's policy says.")
  static final class Pin extends OfOne {

    @Option(names = "--note", paramLabel = "TEXT", description = "Why, for people.")
    private @Nullable String note;

    Pin() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      String path = path(api);
      api.put(path + "/pin", JsonNodeFactory.instance.objectNode().put("note", note));
      screen.note("pinned");
      return ExitCode.DONE;
    }
  }

  /// `accrue checkpoints unpin`.
  @Command(name = "unpin", header = "Lets a pinned checkpoint go as the job's policy says.")
  static final class Unpin extends OfOne {

    Unpin() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      api.delete(path(api) + "/pin");
      screen.note("unpinned");
      return ExitCode.DONE;
    }
  }

  /// `accrue checkpoints delete`.
  @Command(name = "delete", header = "Deletes a checkpoint.")
  static final class Delete extends OfOne {

    Delete() {}

    @Override
    int run(ApiClient api, Screen screen) throws Exception {
      api.delete(path(api));
      screen.note("deleted");
      return ExitCode.DONE;
    }
  }
}
