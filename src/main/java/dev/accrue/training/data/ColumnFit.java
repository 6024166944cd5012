package dev.accrue.training.data;

import dev.accrue.format.DatasetInspection.Kind;
import dev.accrue.format.DatasetInspection.Part;
import dev.accrue.format.Table;
import dev.accrue.training.TrainingRefusedException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Measures a column on the trained rows.
final class ColumnFit {

  private final Part part;
  private final String split;
  private final Set<String> values = new TreeSet<>();
  private long present;
  private long missing;
  private double mean;
  private double squares;

  ColumnFit(Part part, String split) {
    this.part = part;
    this.split = split;
  }

  /// @param categories whether the different values are wanted
  void add(@Nullable String value, boolean categories) {
    if (value == null) {
      missing++;
      return;
    }
    present++;
    if (categories) {
      values.add(value);
    }
    double number = Table.number(value);
    double distance = number - mean;
    mean += distance / present;
    squares += distance * (number - mean);
  }

  /// How the column becomes features.
  ColumnEncoding feature() {
    return switch (part.kind()) {
      case NUMBER -> new ColumnEncoding.Numeric(part.name(), mean, deviation(), missing > 0);
      case CATEGORY -> new ColumnEncoding.OneHot(classes(), missing > 0);
      case TEXT, IMAGE ->
          throw new TrainingRefusedException(
              "column %s of split %s has too many different values to be a category and holds no numbers; leave it out of data.features, or write data.text"
                  .formatted(part.name(), split));
    };
  }

  /// How the column becomes a target.
  TargetEncoding target(WantedTarget wanted) {
    boolean numbers = part.kind() == Kind.NUMBER;
    boolean real =
        switch (wanted.use()) {
          case CLASS -> false;
          case REAL -> true;
          case EITHER -> numbers;
        };
    if (real && !numbers) {
      throw new TrainingRefusedException(
          "the target %s of split %s does not hold numbers only, and its loss takes numbers; use the loss cross-entropy"
              .formatted(part.name(), split));
    }
    if (!real && part.classes().isEmpty()) {
      throw new TrainingRefusedException(
          "the target %s of split %s has too many different values to be classes; use a loss that takes numbers"
              .formatted(part.name(), split));
    }
    if (!real) {
      return new TargetEncoding.OfClass(part.name(), classes());
    }
    return wanted.standardized()
        ? new TargetEncoding.Real(part.name(), mean, deviation())
        : new TargetEncoding.Real(part.name());
  }

  /// Of the values that are there; 1 where all are the same, since nothing is divided by 0.
  private double deviation() {
    double deviation = present == 0 ? 0 : Math.sqrt(squares / present);
    return deviation > 0 ? deviation : 1;
  }

  /// Whether `target` may want the different values.
  boolean isSmall() {
    return !part.classes().isEmpty();
  }

  /// Numbers in their order, everything else in alphabetical order.
  private Map<String, Integer> classes() {
    Comparator<String> order =
        part.kind() == Kind.NUMBER
            ? Comparator.comparingDouble(Table::number)
            : Comparator.naturalOrder();
    List<String> sorted =
        values.stream().sorted(order.thenComparing(Comparator.naturalOrder())).toList();
    Map<String, Integer> classes = new LinkedHashMap<>();
    Map<Double, Integer> numbers = new HashMap<>();
    for (String value : sorted) {
      int next = part.kind() == Kind.NUMBER ? numbers.size() : classes.size();
      int number =
          part.kind() == Kind.NUMBER
              ? numbers.computeIfAbsent(Table.number(value), _ -> next)
              : next;
      classes.put(value, number);
    }
    return classes;
  }
}
