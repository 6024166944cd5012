package dev.accrue.training.data;

import dev.accrue.format.Table;
import dev.accrue.training.TrainingRefusedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a column of a table becomes features.
sealed interface ColumnEncoding {

  /// How many features.
  int width();

  /// Writes a value's features.
  ///
  /// @param value null for a missing one
  void encode(@Nullable String value, double[] into, int from);

  /// A number, standardised by the trained rows. A missing one becomes their mean, which is 0 by
  /// then, and where any of them is missing a second feature says 1 for missing and 0 for present.
  record Numeric(String name, double mean, double deviation, boolean indicated)
      implements ColumnEncoding {
    @Override
    public int width() {
      return indicated ? 2 : 1;
    }

    @Override
    public void encode(@Nullable String value, double[] into, int from) {
      into[from] = value == null ? 0 : (number(value) - mean) / deviation;
      if (indicated) {
        into[from + 1] = value == null ? 1 : 0;
      }
    }

    private double number(String value) {
      double number = Table.number(value);
      if (Double.isNaN(number)) {
        throw new TrainingRefusedException(
            "column %s holds numbers in the training split, but '%.40s' elsewhere; correct it"
                .formatted(name, value));
      }
      return number;
    }
  }

  /// One feature for each category of the trained rows, 1 for the value's and 0 for the others. A
  /// missing value is a category of its own where any trained one is missing. A category that was
  /// not trained on has 0 everywhere.
  record OneHot(Map<String, Integer> categories, boolean missing) implements ColumnEncoding {
    @Override
    public int width() {
      return categories.size() + (missing ? 1 : 0);
    }

    @Override
    public void encode(@Nullable String value, double[] into, int from) {
      for (int place = 0; place < width(); place++) {
        into[from + place] = 0;
      }
      Integer place = value == null ? (missing ? categories.size() : null) : categories.get(value);
      if (place != null) {
        into[from + place] = 1;
      }
    }
  }
}
