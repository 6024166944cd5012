package dev.accrue.job.spec;

import dev.accrue.api.spec.Backward;
import dev.accrue.api.spec.LossSpec;
import dev.accrue.api.spec.Metric;
import dev.accrue.api.spec.ModelSpec;
import dev.accrue.api.spec.TaskSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `training.tasks` and `training.backward`. Defaults:
///
/// | field | default |
/// |---|---|
/// | `backward` | `joint` |
/// | `target` | the data set's own |
/// | `weight` | 1 |
/// | `loss`, `metrics` | what fits the target |
/// | `head` | one linear layer |
final class TaskReader {

  static final int MAX_TASKS = 32;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
  private static final String NAME_RULE =
      "1 to 40 small letters, digits and underscores, a letter first";
  private static final Pattern TARGET = Pattern.compile("\\P{Cc}{1,200}");
  private static final Interval WEIGHT = Interval.above(0, 1e6);

  private TaskReader() {}

  /// Null when none are set.
  static @Nullable List<TaskSpec> tasks(Fields training) {
    if (training.find("tasks") == null) {
      return null;
    }
    for (String name : List.of("loss", "metrics")) {
      training.refuseIfSet(
          name, "is set beside tasks", "remove it here and write it into the tasks");
    }
    List<TaskSpec> tasks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Fields fields : training.objects("tasks", MAX_TASKS, "[{name: digit, target: label}]")) {
      tasks.add(task(fields, names));
    }
    return tasks;
  }

  private static TaskSpec task(Fields fields, Set<String> names) {
    String name = fields.text("name", NAME, NAME_RULE, null);
    if (fields.sound("name") && !names.add(name)) {
      fields.refuse("name", "is the name of an earlier task too", "give each its own name");
    }
    String target =
        fields.find("target") == null
            ? null
            : fields.text("target", TARGET, "the name of a column or array", null);
    double weight = fields.number("weight", WEIGHT, 1.0);
    LossSpec loss = LossReader.loss(fields);
    ModelSpec head = fields.find("head") == null ? null : ModelReader.read(fields.object("head"));
    List<Metric> metrics = LossReader.metrics(fields);
    fields.done();
    return new TaskSpec(name, target, weight, loss, head, metrics);
  }

  /// Null when it is not set.
  static @Nullable Backward backward(Fields training) {
    if (training.find("backward") == null) {
      return null;
    }
    Backward backward =
        training.choice(
            "backward",
            Fields.words(Backward.class, word -> word.name().toLowerCase(Locale.ROOT)),
            null);
    if (training.find("tasks") == null && training.sound("backward")) {
      training.refuse(
          "backward", "there is one task, and one backward", "remove it, or list tasks");
    }
    return backward;
  }
}
