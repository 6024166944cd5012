package dev.accrue.training.script;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A module's class in an archive's code.
///
/// @param entry the file that it stands in
/// @param start where in the file's text
/// @param text from the line of `class` to the end of its last method
record ModuleClass(String entry, String name, int start, String text) {

  private static final Pattern NAME = Pattern.compile("\"([^\"\\\\]*)\"");
  private static final Pattern MOMENTUM =
      Pattern.compile("^  momentum : Final\\[(float|NoneType)\\] = (\\S+)$", Pattern.MULTILINE);

  /// `torch.batch_norm(x, weight, bias, mean, variance, training, momentum, eps, cudnn)`.
  private static final Pattern BATCH_NORM =
      Pattern.compile(
          "(torch\\.batch_norm\\((?:[^(),]+, ){5})(True|False)(, )([0-9][0-9.e+-]*)(, [0-9][0-9.e+-]*, (?:True|False)\\))");

  private static final Pattern DROPOUT =
      Pattern.compile("(torch\\.(?:feature_|alpha_)?dropout_?\\([^()]+, [0-9][0-9.e+-]*, )True\\)");
  private static final Pattern FORWARD =
      Pattern.compile(
          "^  def forward\\(self: [\\w.]+((?:,\\s+[^()]*?)?)\\) -> (.+?):$",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern COUNTED =
      Pattern.compile("torch\\.add_\\(num_batches_tracked, ([\\w.]+)\\)");
  private static final Pattern SELF_TRAINING = Pattern.compile("\\bself\\.training\\b");

  /// The names in `__parameters__`.
  List<String> parameters() {
    return names("__parameters__");
  }

  /// The names in `__buffers__`.
  List<String> buffers() {
    return names("__buffers__");
  }

  private List<String> names(String list) {
    Matcher line = Pattern.compile("^  " + list + " = \\[(.*)]$", Pattern.MULTILINE).matcher(text);
    return line.find()
        ? NAME.matcher(line.group(1)).results().map(it -> it.group(1)).toList()
        : List.of();
  }

  /// Whether it keeps running statistics as BatchNorm does.
  boolean keepsStatistics() {
    return buffers().containsAll(List.of("running_mean", "running_var"));
  }

  /// How much of a new batch goes into the running statistics: the constant of a scripted module,
  /// or the literal in a traced one's call. 1 where the statistics are the mean of all batches,
  /// which forget nothing. Empty where the code does not say.
  OptionalDouble momentum() {
    Matcher constant = MOMENTUM.matcher(text);
    if (constant.find()) {
      return constant.group(1).equals("float")
          ? OptionalDouble.of(Double.parseDouble(constant.group(2)))
          : OptionalDouble.of(1);
    }
    Matcher call = BATCH_NORM.matcher(text);
    return call.find()
        ? OptionalDouble.of(Double.parseDouble(call.group(4)))
        : OptionalDouble.empty();
  }

  /// The method `forward`, if there is one.
  Optional<Forward> findForward() {
    Matcher matcher = FORWARD.matcher(text);
    return matcher.find()
        ? Optional.of(
            new Forward(
                matcher.group(1).replaceFirst("^,\\s+", "").strip(), matcher.group(2).strip()))
        : Optional.empty();
  }

  /// What a method `forward` takes and gives.
  ///
  /// @param parameters as in the code, without `self`
  record Forward(String parameters, String result) {}

  /// The code with what tracing has fixed as "in training" made to follow the mode that is set:
  /// else validation would update the running statistics and drop activations.
  String followingMode() {
    return DROPOUT.matcher(normalizing("self.training")).replaceAll("$1self.training)");
  }

  /// @param training stands for the `True` of a traced call
  private String normalizing(String training) {
    Matcher call = BATCH_NORM.matcher(text);
    if (!call.find() || !call.group(2).equals("True")) {
      return text;
    }
    String following = call.replaceAll("$1" + training + "$3$4$5");
    return COUNTED
        .matcher(following)
        .replaceAll("torch.add_(num_batches_tracked, torch.mul($1, int(" + training + ")))");
  }

  /// The code of a BatchNorm that normalises by its running statistics and never updates them.
  String frozen() {
    return SELF_TRAINING.matcher(normalizing("False")).replaceAll("False");
  }
}
