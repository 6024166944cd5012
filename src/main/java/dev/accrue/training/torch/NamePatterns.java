package dev.accrue.training.torch;

import dev.accrue.architecture.NameGlob;
import dev.accrue.training.TrainingRefusedException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/// Patterns over whole names of parameters, in which `*` stands for any characters.
final class NamePatterns {

  private static final int NEAREST = 5;

  /// Longer names are compared by their beginning.
  private static final int MAX_COMPARED = 200;

  private NamePatterns() {}

  static boolean matches(String pattern, String name) {
    return NameGlob.compile(pattern).matcher(name).matches();
  }

  /// The names that a pattern matches.
  ///
  /// @param field where the pattern stands in the spec
  /// @throws TrainingRefusedException when there are none; names those that are nearest
  static List<String> matched(String field, String pattern, Collection<String> names) {
    Pattern compiled = NameGlob.compile(pattern);
    List<String> matched = names.stream().filter(n -> compiled.matcher(n).matches()).toList();
    if (matched.isEmpty()) {
      throw new TrainingRefusedException(
          "%s: no parameter's name matches %s; the nearest names are %s. * stands for any characters"
              .formatted(field, pattern, String.join(", ", nearest(pattern, names))));
    }
    return matched;
  }

  private static List<String> nearest(String pattern, Collection<String> names) {
    String plain = pattern.replace("*", "");
    return names.stream()
        .sorted(Comparator.comparingInt(name -> distance(plain, name)))
        .limit(NEAREST)
        .toList();
  }

  /// Insertions, deletions and replacements.
  private static int distance(String one, String other) {
    String a = one.substring(0, Math.min(one.length(), MAX_COMPARED));
    String b = other.substring(0, Math.min(other.length(), MAX_COMPARED));
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
