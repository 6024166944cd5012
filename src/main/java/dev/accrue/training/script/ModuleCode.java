package dev.accrue.training.script;

import dev.accrue.training.TrainingRefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The classes of an archive's code, which is TorchScript's serialized form of Python: classes at
/// the margin, attributes indented by two, methods below them.
///
/// @param files text by entry, such as `code/__torch__.py`
/// @param classes by their full names, such as `__torch__.torch.nn.modules.linear.Linear`
record ModuleCode(Map<String, String> files, Map<String, ModuleClass> classes) {

  private static final Pattern CLASS =
      Pattern.compile("^class (\\w{1,200})\\(Module\\):\\n", Pattern.MULTILINE);
  private static final Pattern MARGIN = Pattern.compile("^\\S", Pattern.MULTILINE);

  /// libtorch's operators that touch files: `torch.save`, `torch.from_file`. In serialized code
  /// they can be reached by name and by `getattr` with a literal.
  private static final Pattern FILES =
      Pattern.compile("(?<![\\w\"])(save|from_file)(?![\\w\"])|\"(save|from_file)\"");

  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"");
  private static final Pattern ESCAPED_NAME = Pattern.compile("getattr\\([^\\n]*\"[^\"\\n]*\\\\");
  private static final Pattern FOREIGN =
      Pattern.compile("(?<![\\w.])ops\\s*\\.\\s*(?!prim\\s*\\.|aten\\s*\\.)(\\w*)");

  /// Reads the code.
  ///
  /// @param files text by entry
  static ModuleCode of(String what, Map<String, String> files) {
    Map<String, ModuleClass> classes = new LinkedHashMap<>();
    files.forEach((entry, text) -> {
      refuseFiles(what, text);
      String module =
          entry.substring("code/".length(), entry.length() - ".py".length()).replace('/', '.');
      for (ModuleClass found : classes(entry, text)) {
        classes.put(module + "." + found.name(), found);
      }
    });
    return new ModuleCode(Map.copyOf(files), Map.copyOf(classes));
  }

  /// A module that could write or read files would do so as the worker.
  private static void refuseFiles(String what, String text) {
    String withoutTexts =
        STRING
            .matcher(text)
            .replaceAll(string ->
                string.group().equals("\"save\"") || string.group().equals("\"from_file\"")
                    ? "save"
                    : "\"\"");
    if (FILES.matcher(withoutTexts).find() || ESCAPED_NAME.matcher(text).find()) {
      throw new TrainingRefusedException(
          what
              + " uses save, from_file or a disguised name, with which a program reaches files;"
              + " a model needs none: take it out, or rename a method of that name");
    }
    Matcher foreign = FOREIGN.matcher(withoutTexts);
    if (foreign.find()) {
      throw new TrainingRefusedException(
          "%s uses operators of the library %s, which trainers do not have; use torch's own"
              .formatted(what, foreign.group(1)));
    }
  }

  private static List<ModuleClass> classes(String entry, String text) {
    List<ModuleClass> classes = new ArrayList<>();
    Matcher matcher = CLASS.matcher(text);
    while (matcher.find()) {
      Matcher next = MARGIN.matcher(text);
      int end = next.find(matcher.end()) ? next.start() : text.length();
      classes.add(
          new ModuleClass(
              entry, matcher.group(1), matcher.start(), text.substring(matcher.start(), end)));
    }
    return classes;
  }

  /// A class by its full name.
  Optional<ModuleClass> find(String qualifiedName) {
    return Optional.ofNullable(classes.get(qualifiedName));
  }
}
