package dev.accrue.representation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Which page of a list somebody asked for, and the parts of the statement that reads it: a
/// condition for where it begins, an order, and a limit. A page begins after the last row of the
/// one before, so that rows which come and go in between neither repeat nor hide others.
///
/// @param <T> what the list is of
/// @param order the last key of which is of one row alone
/// @param after the values of the row before the page; empty for the first page
/// @param limit how many rows the page has
public record Paging<T>(List<Direction<T>> order, List<Object> after, int limit) {

  private static final String PARAMETER = "after";
  private static final String COLUMN = "sort";

  /// A key and whether its greatest value comes first.
  ///
  /// @param <T> what the list is of
  public record Direction<T>(SortKey<T> key, boolean down) {

    @Override
    public String toString() {
      return new SortName(key.name(), down).toString();
    }

    private String word() {
      return down ? " DESC" : " ASC";
    }

    private String beyond() {
      return down ? " < " : " > ";
    }
  }

  /// The statement with `{after}`, `{order}`, `{sort}` and `{sort of page}` filled in, and the
  /// parameters of these and `:limit` bound: one row more than the page has, which tells whether
  /// there is a next one. `{sort}` are columns for a query around this one, whose name for this one
  /// is `page`.
  public JdbcClient.StatementSpec statement(JdbcClient jdbc, String sql) {
    JdbcClient.StatementSpec statement =
        jdbc.sql(
                sql.replace("{after}", condition())
                    .replace("{order}", orderBy())
                    .replace("{sort}", columns())
                    .replace("{sort of page}", orderByColumnsOf("page")))
            .param("limit", limit + 1);
    for (int place = 0; place < after.size(); place++) {
      statement =
          statement.param(
              PARAMETER + place, after.get(place), order.get(place).key().type().sqlType());
    }
    return statement;
  }

  /// A page of what the statement found.
  public <P> P page(List<T> rows, BiFunction<List<T>, @Nullable String, P> page) {
    return rows.size() <= limit
        ? page.apply(rows, null)
        : page.apply(rows.subList(0, limit), cursorAfter(rows.get(limit - 1)));
  }

  private String cursorAfter(T row) {
    List<String> texts = new ArrayList<>();
    texts.add(order.stream().map(Direction::toString).collect(Collectors.joining(",")));
    order.forEach(each -> texts.add(each.key().value().apply(row).toString()));
    return CursorText.write(texts);
  }

  private String orderBy() {
    return order.stream()
        .map(each -> each.key().expression() + each.word())
        .collect(Collectors.joining(", "));
  }

  private String columns() {
    return IntStream.range(0, order.size())
        .mapToObj(place -> order.get(place).key().expression() + " AS " + COLUMN + place)
        .collect(Collectors.joining(", "));
  }

  private String orderByColumnsOf(String query) {
    return IntStream.range(0, order.size())
        .mapToObj(place -> query + "." + COLUMN + place + order.get(place).word())
        .collect(Collectors.joining(", "));
  }

  /// Of keys in one direction it is a comparison of rows, which is where an index begins; of others
  /// the first key alone is.
  private String condition() {
    if (after.isEmpty()) {
      return "TRUE";
    }
    Direction<T> first = order.getFirst();
    if (order.stream().allMatch(each -> each.down() == first.down())) {
      return "(%s)%s(%s)".formatted(expressions(), first.beyond(), parameters());
    }
    return first.key().expression()
        + first.beyond().stripTrailing()
        + "= :"
        + PARAMETER
        + "0 AND "
        + conditionFrom(0);
  }

  private String conditionFrom(int place) {
    Direction<T> direction = order.get(place);
    String expression = direction.key().expression();
    String beyond = expression + direction.beyond() + ":" + PARAMETER + place;
    return place == order.size() - 1
        ? beyond
        : "(%s OR %s = :%s AND %s)"
            .formatted(beyond, expression, PARAMETER + place, conditionFrom(place + 1));
  }

  private String expressions() {
    return order.stream().map(each -> each.key().expression()).collect(Collectors.joining(", "));
  }

  private String parameters() {
    return IntStream.range(0, order.size())
        .mapToObj(place -> ":" + PARAMETER + place)
        .collect(Collectors.joining(", "));
  }
}
