package dev.accrue.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `accrue plan`.
@Command(
    name = "plan",
    header = "Says what a spec would come to, without submitting it.",
    description =
        "Windows, optimizer steps, learning rate after scaling, memory as far as it was measured, and"
            + " the place in the queue.")
final class PlanCommand extends ClientCommand {

  @Parameters(
      paramLabel = "FILE",
      description = "The spec, YAML or JSON; - reads the standard input.")
  private String file = "";

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Changes a field, such as training.batch.effective=512. May be repeated.")
  private List<String> overrides = List.of();

  PlanCommand() {}

  @Override
  int run(ApiClient api, Screen screen) throws Exception {
    SpecFile spec = SpecFile.read(file, connection().surroundings().input(), overrides);
    JsonNode plan = api.post("/api/v1/plans", spec.bytes(), spec.contentType());
    screen.show(plan, () -> describe(plan));
    return ExitCode.DONE;
  }

  private static String describe(JsonNode plan) {
    StringBuilder text = new StringBuilder();
    line(text, "training split", "%s samples".formatted(Cells.text(plan, "samples")));
    line(
        text,
        "optimizer steps",
        "%s, %s epochs"
            .formatted(Cells.text(plan, "totalOptimizerSteps"), Cells.number(plan.path("epochs"))));
    for (JsonNode stage : plan.path("stages")) {
      describe(text, stage, plan.path("stages").size() > 1);
    }
    line(text, "memory", memory(plan));
    JsonNode seconds = plan.path("expectedSeconds");
    if (seconds.isNumber()) {
      Duration time = Duration.ofSeconds(seconds.asLong());
      line(text, "training takes", "%d:%02d h".formatted(time.toHours(), time.toMinutesPart()));
    }
    line(text, "queue", queue(plan.path("queue")));
    return text.toString().stripTrailing();
  }

  private static void describe(StringBuilder text, JsonNode stage, boolean several) {
    if (several) {
      line(text, "from step", Cells.text(stage, "fromOptimizerStep"));
    }
    line(text, "window", window(stage.path("window")));
    line(text, "windows an epoch", Cells.number(stage.path("windowsPerEpoch")));
    JsonNode partial = stage.path("partialWindow");
    if (partial.isObject()) {
      line(text, "last window", window(partial));
    }
    if (stage.path("samplesDroppedPerEpoch").asLong() > 0) {
      line(text, "dropped an epoch", Cells.text(stage, "samplesDroppedPerEpoch") + " samples");
    }
    line(text, "learning rate", number(stage.path("learningRate")));
    if (stage.path("batchNormMomentum").isNumber()) {
      line(text, "BatchNorm", "a momentum of 0.1 is " + number(stage.path("batchNormMomentum")));
    }
  }

  private static String window(JsonNode window) {
    long count = window.path("microBatches").asLong();
    return "%s samples in %d micro-batch%s, the last of %s"
        .formatted(
            Cells.text(window, "samples"),
            count,
            count == 1 ? "" : "es",
            Cells.text(window, "lastMicroBatch"));
  }

  private static String memory(JsonNode plan) {
    String peak = Cells.bytes(plan, "peakMemoryBytes");
    return peak.equals(Cells.NONE)
        ? "unknown until a job of this kind has finished"
        : peak + ", as the last job of this kind had at most";
  }

  private static String queue(JsonNode queue) {
    if (!queue.isObject()) {
      return "too long to look at for a plan";
    }
    JsonNode waiting = queue.path("waiting");
    if (!waiting.isObject()) {
      return "starts at once";
    }
    String start = Cells.time(waiting, "estimatedStart");
    return "%s jobs of the team before it; %s%s"
        .formatted(
            Cells.text(queue, "ahead"),
            Cells.text(waiting, "reason"),
            start.equals(Cells.NONE) ? "" : "; starts about " + start);
  }

  private static String number(JsonNode value) {
    return String.format(Locale.ROOT, "%.6g", value.asDouble());
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format(Locale.ROOT, "%-17s %s%n", name, value));
  }
}
