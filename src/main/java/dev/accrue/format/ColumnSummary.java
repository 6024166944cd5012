package dev.accrue.format;

import dev.accrue.format.DatasetInspection.Kind;
import dev.accrue.format.DatasetInspection.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is in a column. It is of numbers when all that is there are numbers; else of categories
/// when there are few different values; else of text.
final class ColumnSummary {

  private final String name;
  private final Moments moments = new Moments();
  private final Tally tally;
  private long present;
  private long missing;

  ColumnSummary(String name, Limits limits) {
    this.name = name;
    this.tally = new Tally(limits.categories());
  }

  void add(@Nullable String value) {
    if (value == null) {
      missing++;
      return;
    }
    present++;
    tally.add(value);
    moments.add(Table.number(value));
  }

  Part part() {
    boolean numbers = present > 0 && moments.present() == present;
    Kind kind = numbers ? Kind.NUMBER : tally.isSmall() ? Kind.CATEGORY : Kind.TEXT;
    return new Part(
        name,
        kind,
        kind.name().toLowerCase(java.util.Locale.ROOT),
        List.of(present + missing),
        present,
        missing,
        numbers ? moments.min() : null,
        numbers ? moments.max() : null,
        numbers ? moments.mean() : null,
        tally.counts());
  }
}
