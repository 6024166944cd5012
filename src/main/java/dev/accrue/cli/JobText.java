package dev.accrue.cli;

import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A job in words.
final class JobText {

  private JobText() {}

  static String state(JsonNode job) {
    String state = Cells.text(job, "state").toLowerCase(Locale.ROOT);
    if (job.path("held").asBoolean(false) && state.equals("queued")) {
      return "held";
    }
    return job.path("cancelRequested").asBoolean(false) && !state.equals("canceled")
        ? state + ", canceling"
        : state;
  }

  static String steps(JsonNode job) {
    return Cells.text(job, "optimizerStep") + "/" + Cells.text(job, "totalOptimizerSteps");
  }

  /// One line about what was done to it.
  static String line(JsonNode job) {
    return "%s  %s  %s  priority %s"
        .formatted(
            Cells.text(job, "id"),
            Cells.text(job, "name"),
            state(job),
            Cells.text(job, "priority"));
  }
}
