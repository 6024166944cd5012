package dev.accrue.worker;

import dev.accrue.api.worker.WorkerLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `--label gpu=a100`, for each command that starts a worker.
public final class LabelOptions {

  private static final Pattern KEY = Pattern.compile(WorkerLabels.KEY);
  private static final Pattern VALUE = Pattern.compile(WorkerLabels.VALUE);

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description =
          "What jobs may select this worker by, such as gpu=a100; give it once for each label.")
  private List<String> labels = new ArrayList<>();

  /// Made by the command line parser.
  public LabelOptions() {}

  /// The labels by key.
  ///
  /// @throws ParameterException where one is malformed, doubled, or one too many
  public Map<String, String> labels() {
    Map<String, String> byKey = new TreeMap<>();
    for (String label : labels) {
      String[] parts = label.split("=", 2);
      require(
          parts.length == 2 && KEY.matcher(parts[0]).matches() && VALUE.matcher(parts[1]).matches(),
          ("--label is %s; write key=value, such as gpu=a100: a key of lower-case letters, digits"
                  + " and . _ / -, a value of letters, digits and . _ -, at most 63 characters each")
              .formatted(label));
      require(
          byKey.put(parts[0], parts[1]) == null,
          "--label %s is given twice; give it once".formatted(parts[0]));
    }
    require(
        byKey.size() <= WorkerLabels.MAX_LABELS,
        "there are %d labels; give at most %d".formatted(byKey.size(), WorkerLabels.MAX_LABELS));
    return byKey;
  }

  /// The same options again, for another process's command line.
  public List<String> arguments() {
    return labels().entrySet().stream()
        .flatMap(label -> List.of("--label", label.getKey() + "=" + label.getValue()).stream())
        .toList();
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      if (command == null) {
        throw new IllegalArgumentException(message);
      }
      throw new ParameterException(command.commandLine(), message);
    }
  }
}
