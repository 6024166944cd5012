package dev.accrue.job.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Guesses what somebody meant who wrote a name that does not exist.
final class Spelling {

  /// Longer names are not worth comparing.
  private static final int MAX_CHARACTERS = 60;

  private static final int SHORTEST_BEGINNING = 4;

  private Spelling() {}

  /// The known name that is nearest to what was written, if one is near. `batch_size`-like spelling
  /// and case do not count.
  static Optional<String> nearest(String written, Collection<String> known) {
    if (written.length() > MAX_CHARACTERS) {
      return Optional.empty();
    }
    String plain = plain(written);
    return known.stream()
        .filter(name -> isNear(plain, plain(name)))
        .min(
            Comparator.<String>comparingInt(name -> distance(plain, plain(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /// Whether little was written wrong, or only the beginning was written.
  private static boolean isNear(String written, String name) {
    return distance(written, name) <= Math.max(1, name.length() / 3)
        || (written.length() >= SHORTEST_BEGINNING && name.startsWith(written));
  }

  private static String plain(String name) {
    return name.replaceAll("[_\\- ]", "").toLowerCase(Locale.ROOT);
  }

  /// Insertions, deletions, replacements, and swaps of neighbours: the optimal string alignment
  /// distance.
  private static int distance(String a, String b) {
    int[][] distances = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        distances[i][j] = i == 0 || j == 0 ? i + j : smallest(distances, a, b, i, j);
      }
    }
    return distances[a.length()][b.length()];
  }

  private static int smallest(int[][] distances, String a, String b, int i, int j) {
    int replaced = distances[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int smallest = Math.min(replaced, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(smallest, distances[i - 2][j - 2] + 1) : smallest;
  }
}
