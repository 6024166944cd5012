package dev.accrue.representation;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.util.ArrayList;
import java.util.List;

/// A key as callers name it: `createdAt`, or `-createdAt` for the greatest first.
record SortName(String name, boolean down) {

  private static final String DOWN = "-";

  /// Reads keys that are separated by commas.
  ///
  /// @param known those that there are
  /// @param most how many may be named
  /// @throws ProblemException `INVALID_REQUEST`
  static List<SortName> read(String sort, List<String> known, int most) {
    String[] words = sort.split(",", -1);
    if (words.length > most) {
      throw refused(
          sort,
          "has %d keys".formatted(words.length),
          most == 1 ? "name one" : "name at most " + most);
    }
    List<SortName> names = new ArrayList<>();
    for (String word : words) {
      SortName next = of(word.strip());
      if (!known.contains(next.name)) {
        throw refused(
            sort,
            "names no key of this list",
            "name %s of %s, with a - before it for the greatest first"
                .formatted(most == 1 ? "one" : "some", String.join(", ", known)));
      }
      if (names.stream().anyMatch(before -> before.name.equals(next.name))) {
        throw refused(sort, "names %s twice".formatted(next.name), "name it once");
      }
      names.add(next);
    }
    return names;
  }

  @Override
  public String toString() {
    return down ? DOWN + name : name;
  }

  private static SortName of(String word) {
    return word.startsWith(DOWN)
        ? new SortName(word.substring(DOWN.length()), true)
        : new SortName(word, false);
  }

  private static ProblemException refused(String sort, String message, String fix) {
    Violation violation = new Violation(Sorted.PARAMETER, Shortened.of(sort), message, fix);
    return new ProblemException(
        ProblemCode.INVALID_REQUEST,
        "%s %s; %s".formatted(Sorted.PARAMETER, message, fix),
        List.of(violation));
  }
}
