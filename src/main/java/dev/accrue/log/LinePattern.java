package dev.accrue.log;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Violation;
import java.util.ArrayList;
import java.util.List;

/// What a search looks for. Matched by RE2, whose time grows with the text times the pattern and
/// never faster; the pattern's size is bounded too, before memory is taken for it.
final class LinePattern {

  private static final int MAX_MARKS = 20;

  /// Repetitions are written out when a pattern is compiled, so nested counts multiply.
  private static final long MAX_REPETITIONS = 1_000;

  private static final int MAX_PROGRAM_SIZE = 5_000;

  private static final java.util.regex.Pattern REPETITION =
      java.util.regex.Pattern.compile("\\{(\\d{1,6})(?:,(\\d{0,6}))?\\}");

  private final Pattern pattern;

  private LinePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /// @param regex whether `query` is a regular expression, and not a text
  /// @throws ProblemException when it is none, or too large a one
  static LinePattern compile(String query, boolean regex, boolean caseSensitive) {
    String source = regex ? query : Pattern.quote(query);
    if (regex && repetitions(query) > MAX_REPETITIONS) {
      throw refusal(
          query,
          "repeats more than %d times, all counts in braces multiplied".formatted(MAX_REPETITIONS),
          "use smaller counts, or * and +");
    }
    try {
      Pattern pattern = Pattern.compile(source, caseSensitive ? 0 : Pattern.CASE_INSENSITIVE);
      if (pattern.programSize() > MAX_PROGRAM_SIZE) {
        throw refusal(query, "is too large a regular expression", "shorten it");
      }
      return new LinePattern(pattern);
    } catch (PatternSyntaxException e) {
      throw refusal(
          query,
          "is no regular expression of RE2: " + e.getDescription(),
          "see https://github.com/google/re2/wiki/Syntax; back references and look-around are not"
              + " among it");
    }
  }

  private static long repetitions(String query) {
    java.util.regex.Matcher counts = REPETITION.matcher(query);
    long product = 1;
    while (counts.find() && product <= MAX_REPETITIONS) {
      String most = counts.group(2);
      long count = Long.parseLong(most == null || most.isEmpty() ? counts.group(1) : most);
      product *= Math.max(1, count);
    }
    return product;
  }

  private static ProblemException refusal(String query, String message, String fix) {
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "the search cannot be made: q " + message,
        List.of(new Violation("q", query, message, fix)));
  }

  boolean isIn(String text) {
    return pattern.matcher(text).find();
  }

  /// Where it matches, as pairs of the first character and the one after the last; the first few,
  /// and none of length 0.
  List<Integer> marks(String text) {
    List<Integer> marks = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (marks.size() < 2 * MAX_MARKS && matcher.find()) {
      if (matcher.end() > matcher.start()) {
        marks.add(matcher.start());
        marks.add(matcher.end());
      }
    }
    return marks;
  }
}
