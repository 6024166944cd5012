package dev.accrue.job;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Words that a job must have, each of them somewhere: in its name, in one of its labels
/// (`project=vision`), in the name of who submitted it, or as the beginning of its identifier. The
/// case of letters does not matter.
record JobSearch(List<String> words) {

  /// The longest text that is searched for.
  static final int MAX_LENGTH = 100;

  private static final int MAX_WORDS = 8;
  private static final Pattern SPACE = Pattern.compile("[\\s\\p{Zs}]+");

  /// @param text of a person; null or blank for all jobs
  /// @throws ProblemException `INVALID_REQUEST`
  static JobSearch read(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return new JobSearch(List.of());
    }
    List<String> words =
        Arrays.stream(SPACE.split(text)).filter(word -> !word.isEmpty()).distinct().toList();
    if (words.size() > MAX_WORDS) {
      throw tooManyWords(text, words.size());
    }
    return new JobSearch(words);
  }

  private static ProblemException tooManyWords(String text, int words) {
    Violation violation =
        new Violation(
            "q",
            Shortened.of(text),
            "has %d words".formatted(words),
            "search for at most %d words".formatted(MAX_WORDS));
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "q %s; %s".formatted(violation.message(), violation.fix()),
        List.of(violation));
  }
}
