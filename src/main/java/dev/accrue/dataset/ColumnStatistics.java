package dev.accrue.dataset;

import dev.accrue.api.catalogue.DatasetColumn;
import dev.accrue.api.catalogue.DatasetColumn.ValueCount;
import dev.accrue.format.DatasetInspection.ClassCount;
import dev.accrue.format.DatasetInspection.Kind;
import dev.accrue.format.DatasetInspection.Part;
import dev.accrue.format.NumericArray.ElementKind;
import dev.accrue.format.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the catalogue keeps of the statistics of a file: everything about each column but its
/// values, of which it keeps a few.
final class ColumnStatistics {

  private static final int NAME_CHARACTERS = 200;
  private static final int VALUE_CHARACTERS = 60;
  private static final int VALUES_PER_COLUMN = 20;

  /// Of all columns of a file together.
  private static final int VALUES = 2000;

  private static final Set<String> WHOLE =
      Arrays.stream(ElementKind.values())
          .filter(ElementKind::isInteger)
          .map(ElementKind::name)
          .collect(Collectors.toUnmodifiableSet());

  private ColumnStatistics() {}

  static List<DatasetColumn> of(List<Part> parts) {
    List<DatasetColumn> columns = new ArrayList<>();
    int values = 0;
    for (Part part : parts) {
      int kept = Math.min(VALUES_PER_COLUMN, VALUES - values);
      DatasetColumn column = column(part, kept);
      values += column.mostFrequent().size();
      columns.add(column);
    }
    return columns;
  }

  private static DatasetColumn column(Part part, int values) {
    return new DatasetColumn(
        shortened(part.name(), NAME_CHARACTERS),
        kind(part.kind()),
        part.type(),
        part.shape(),
        part.present(),
        part.missing(),
        isWhole(part),
        part.min(),
        part.max(),
        part.mean(),
        different(part),
        part.classes().stream()
            .limit(values)
            .map(each -> new ValueCount(shortened(each.value(), VALUE_CHARACTERS), each.count()))
            .toList());
  }

  private static DatasetColumn.Kind kind(Kind kind) {
    return switch (kind) {
      case NUMBER -> DatasetColumn.Kind.NUMBER;
      case CATEGORY -> DatasetColumn.Kind.CATEGORY;
      case TEXT -> DatasetColumn.Kind.TEXT;
      case IMAGE -> DatasetColumn.Kind.IMAGE;
    };
  }

  private static boolean isWhole(Part part) {
    return part.kind() == Kind.NUMBER
        && (WHOLE.contains(part.type())
            || (!part.classes().isEmpty()
                && part.classes().stream()
                    .mapToDouble(each -> Table.number(each.value()))
                    .allMatch(number -> number == Math.rint(number))));
  }

  /// `1` and `1.0` are one number.
  private static @Nullable Long different(Part part) {
    if (part.classes().isEmpty()) {
      return null;
    }
    return part.kind() == Kind.NUMBER
        ? part.classes().stream().map(each -> Table.number(each.value())).distinct().count()
        : part.classes().stream().map(ClassCount::value).count();
  }

  private static String shortened(String text, int most) {
    String stored = storable(text);
    return stored.length() <= most ? stored : storable(stored.substring(0, most)) + "…";
  }

  /// The text as PostgreSQL can hold it: without zeros, and without halves of characters.
  static String storable(String text) {
    StringBuilder stored = new StringBuilder(text.length());
    text.codePoints()
        .filter(point -> point != 0)
        .map(point ->
            point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? '\uFFFD' : point)
        .forEach(stored::appendCodePoint);
    return stored.toString();
  }
}
