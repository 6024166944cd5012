package dev.accrue.job.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Guesses what somebody meant who wrote a name that does not exist.
final class Spelling {

  /// Longer names are not worth comparing.
  private static final int MAX_CHARACTERS = 60;

  private Spelling() {}

  /// The known name that is nearest to what was written, if one is near. `batch_size`-like spelling
  /// and case do not count.
  static Optional<String> nearest(String written, Collection<String> known) {
    if (written.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    String plain = plain(written);
    return known.stream()
        .filter(name -> distance(plain, plain(name)) <= Math.max(1, name.length() / 3))
        .min(
            Comparator.<String>comparingInt(name -> distance(plain, plain(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String plain(String name) {
    return name.replaceAll("[_\\- ]", "").toLowerCase(Locale.ROOT);
  }

  /// Levenshtein's distance: insertions, deletions and replacements of single characters.
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
