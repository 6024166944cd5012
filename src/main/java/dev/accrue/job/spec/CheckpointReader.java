package dev.accrue.job.spec;

import dev.accrue.api.job.RetentionPolicy;
import dev.accrue.api.spec.CheckpointSpec;
import dev.accrue.api.spec.KeepBestSpec;
import dev.accrue.api.spec.KeepBestSpec.Mode;
import dev.accrue.api.spec.WhenBusy;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `checkpoints`. Defaults:
///
/// | field | default |
/// |---|---|
/// | `everyOptimizerSteps`, `keepLast` | 100, 3 |
/// | `keepBest`, `keepEveryOptimizerSteps` | none |
/// | `keepBest.mode` | what is good for the metric: `min` for losses, `perplexity` and `mae`, `max` for the others |
/// | `keepBest.count` | 1 |
/// | `whenBusy` | `later` |
///
/// Whether the job has a series of the metric's name is checked when the whole spec is known.
final class CheckpointReader {

  private static final Pattern METRIC = Pattern.compile(KeepBestSpec.METRIC);
  private static final String METRIC_RULE =
      "the name of a series of train or validation, such as validation/accuracy";
  private static final String ANY = "validation/loss";

  private CheckpointReader() {}

  static CheckpointSpec read(Fields job) {
    Fields fields = job.object("checkpoints");
    CheckpointSpec spec =
        new CheckpointSpec(
            fields.whole("everyOptimizerSteps", 1, RetentionPolicy.MAX_STEPS, 100L),
            fields.integer("keepLast", 1, RetentionPolicy.MAX_KEEP_LAST, 3),
            keepBest(fields),
            fields.find("keepEveryOptimizerSteps") == null
                ? null
                : fields.whole("keepEveryOptimizerSteps", 1, RetentionPolicy.MAX_STEPS, null),
            whenBusy(fields));
    fields.done();
    return spec;
  }

  private static @Nullable KeepBestSpec keepBest(Fields checkpoints) {
    if (checkpoints.find("keepBest") == null) {
      return null;
    }
    Fields fields = checkpoints.object("keepBest");
    String metric = fields.text("metric", METRIC, METRIC_RULE, null);
    KeepBestSpec spec =
        new KeepBestSpec(
            fields.sound("metric") ? metric : ANY,
            fields.choice("mode", words(Mode.class), JobSeries.goodMode(metric)),
            fields.integer("count", 1, KeepBestSpec.MAX_COUNT, 1));
    fields.done();
    return spec;
  }

  /// The default is not written down, so that specs from before there was a choice stay equal.
  private static @Nullable WhenBusy whenBusy(Fields checkpoints) {
    if (checkpoints.find("whenBusy") == null) {
      return null;
    }
    WhenBusy whenBusy = checkpoints.choice("whenBusy", words(WhenBusy.class), null);
    return whenBusy == WhenBusy.LATER ? null : whenBusy;
  }

  private static <E extends Enum<E>> Map<String, E> words(Class<E> type) {
    return Fields.words(type, constant -> constant.name().toLowerCase(Locale.ROOT));
  }
}
