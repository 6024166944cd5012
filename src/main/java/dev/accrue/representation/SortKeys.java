package dev.accrue.representation;

import dev.accrue.problem.ProblemCode;
import dev.accrue.problem.ProblemException;
import dev.accrue.problem.Shortened;
import dev.accrue.problem.Violation;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The keys that the pages of a list may be sorted by, and no others. Rows that are alike in all
/// that a caller names follow each other by the list's last keys, of which the very last is of one
/// row alone, so that there is one place for each row.
///
/// @param <T> what the list is of
/// @param keys what callers may name
/// @param last what comes after what they named, in the direction of the last key that they named
/// @param usual the order of callers who name none
/// @param most how many a caller may name
public record SortKeys<T>(List<SortKey<T>> keys, List<SortKey<T>> last, String usual, int most) {

  private static final String WORDS = "-?[A-Za-z]+(,-?[A-Za-z]+)*";

  /// What of the list somebody asked for.
  ///
  /// @param sort keys separated by commas, each with a `-` for the greatest first; null for the
  ///   usual order
  /// @param cursor `nextCursor` of the page before; null for the first page
  /// @param limit how many rows a page has
  /// @throws ProblemException `INVALID_REQUEST`
  public Paging<T> page(@Nullable String sort, @Nullable String cursor, int limit) {
    List<Paging.Direction<T>> order = order(sort == null ? usual : sort);
    return new Paging<>(order, cursor == null ? List.of() : place(order, cursor), limit);
  }

  private List<Paging.Direction<T>> order(String sort) {
    List<Paging.Direction<T>> order = new ArrayList<>();
    for (SortName name : SortName.read(sort, keys.stream().map(SortKey::name).toList(), most)) {
      keys.stream()
          .filter(key -> key.name().equals(name.name()))
          .forEach(key -> order.add(new Paging.Direction<>(key, name.down())));
    }
    boolean down = order.getLast().down();
    last.stream()
        .filter(key -> order.stream().noneMatch(named -> named.key().name().equals(key.name())))
        .forEach(key -> order.add(new Paging.Direction<>(key, down)));
    return List.copyOf(order);
  }

  /// Where the page before ended: the values of its last row.
  private static <T> List<Object> place(List<Paging.Direction<T>> order, String cursor) {
    List<String> texts = CursorText.read(cursor);
    String wanted = order.stream().map(Paging.Direction::toString).collect(Collectors.joining(","));
    if (texts.isEmpty() || !texts.getFirst().matches(WORDS)) {
      throw foreign(cursor);
    }
    if (!texts.getFirst().equals(wanted)) {
      throw refused(
          cursor,
          "is of a list that is sorted by %s, and this one is by %s"
              .formatted(Shortened.of(texts.getFirst()), wanted),
          "send the same sort for all pages, or leave cursor out to begin at the beginning");
    }
    if (texts.size() != order.size() + 1) {
      throw foreign(cursor);
    }
    try {
      return IntStream.range(0, order.size())
          .mapToObj(place -> order.get(place).key().type().parameter(texts.get(place + 1)))
          .toList();
    } catch (IllegalArgumentException | DateTimeException _) {
      throw foreign(cursor);
    }
  }

  private static ProblemException foreign(String cursor) {
    return refused(
        cursor,
        "is not a cursor of this list",
        "send nextCursor of the page before, or leave it out to begin at the beginning");
  }

  private static ProblemException refused(String cursor, String message, String fix) {
    Violation violation = new Violation("cursor", Shortened.of(cursor), message, fix);
    return new ProblemException(
        ProblemCode.INVALID_REQUEST, "cursor %s; %s".formatted(message, fix), List.of(violation));
  }
}
