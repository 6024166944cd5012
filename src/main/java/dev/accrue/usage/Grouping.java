package dev.accrue.usage;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What each row of a report is one of.
///
/// @param label the key of the label; null for not by label
record Grouping(boolean team, boolean user, @Nullable String label, Period period) {

  private static final String TEAM = "team";
  private static final String USER = "user";
  private static final String MONTH = "month";
  private static final String DAY = "day";
  private static final String LABEL = "label:";
  private static final Pattern KEY = Pattern.compile("[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?");
  private static final int MAX = 4;

  /// @throws ProblemException `INVALID_REQUEST`
  static Grouping of(List<String> words) {
    if (words.isEmpty() || words.size() > MAX) {
      throw refused(null, "is not 1 to %d groups".formatted(MAX));
    }
    Set<String> kinds = new HashSet<>();
    boolean team = false;
    boolean user = false;
    String label = null;
    Period period = Period.WHOLE;
    for (String word : words) {
      switch (word) {
        case TEAM -> team = true;
        case USER -> user = true;
        case MONTH -> period = Period.MONTH;
        case DAY -> period = Period.DAY;
        default -> label = label(word);
      }
      if (!kinds.add(kind(word))) {
        throw refused(word, "is one too many of its kind");
      }
    }
    return new Grouping(team, user, label, period);
  }

  private static String label(String word) {
    String key = word.startsWith(LABEL) ? word.substring(LABEL.length()) : "";
    if (!KEY.matcher(key).matches()) {
      throw refused(word, "is not a group");
    }
    return key;
  }

  private static String kind(String word) {
    return switch (word) {
      case MONTH, DAY -> "period";
      case TEAM, USER -> word;
      default -> LABEL;
    };
  }

  /// What `of` reads, in the order of the columns.
  List<String> words() {
    List<String> words = new ArrayList<>();
    if (period != Period.WHOLE) {
      words.add(period == Period.MONTH ? MONTH : DAY);
    }
    if (team) {
      words.add(TEAM);
    }
    if (user) {
      words.add(USER);
    }
    if (label != null) {
      words.add(LABEL + label);
    }
    return words;
  }

  private static ProblemException refused(@Nullable String word, String message) {
    Violation violation =
        new Violation(
            "groupBy",
            Shortened.of(word),
            message,
            "write some of team, user, label:KEY, and month or day, with commas between them");
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "groupBy: %s; %s".formatted(violation.message(), violation.fix()),
        List.of(violation));
  }
}
