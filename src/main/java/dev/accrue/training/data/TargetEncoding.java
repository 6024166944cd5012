package dev.accrue.training.data;

import dev.accrue.format.Table;
import dev.accrue.training.TrainingRefusedException;
import dev.accrue.training.torch.ElementType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a column of a table becomes a target: always eight bytes.
sealed interface TargetEncoding {

  /// What a loss sees.
  TargetLayout layout();

  /// A value as it stands in the binary table.
  ///
  /// @param value null for a missing one
  /// @param row from 1, for messages
  long encode(@Nullable String value, String split, long row);

  /// How many elements of a value count: none where it is masked.
  int elements(long stored, long ignoreIndex);

  /// Writes a value as a loss takes it.
  void write(long stored, ElementType type, ByteBuffer into);

  /// A class of the trained rows. A missing one is masked: the row counts for the other tasks.
  record OfClass(String name, Map<String, Integer> classes) implements TargetEncoding {
    @Override
    public TargetLayout layout() {
      int count = classes.values().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
      return TargetLayout.ofClass(name, count);
    }

    @Override
    public long encode(@Nullable String value, String split, long row) {
      if (value == null) {
        return SampleSource.MASKED;
      }
      Integer place = classes.get(value);
      if (place == null) {
        throw new TrainingRefusedException(
            "row %d of split %s has the class '%.40s' in %s, which no trained row has; train on all classes"
                .formatted(row, split, value, name));
      }
      return place;
    }

    @Override
    public int elements(long stored, long ignoreIndex) {
      return stored == SampleSource.MASKED || stored == ignoreIndex ? 0 : 1;
    }

    @Override
    public void write(long stored, ElementType type, ByteBuffer into) {
      into.putLong(stored);
    }
  }

  /// A number as `(y - mean) / deviation`. A missing one is refused, since numbers have no mask.
  record Real(String name, double mean, double deviation) implements TargetEncoding {

    /// A number as it is.
    Real(String name) {
      this(name, 0, 1);
    }

    @Override
    public TargetLayout layout() {
      return new TargetLayout(name, TargetLayout.Kind.REAL, List.of(1L), 0, mean, deviation);
    }

    @Override
    public long encode(@Nullable String value, String split, long row) {
      double number = value == null ? Double.NaN : Table.number(value);
      if (Double.isNaN(number)) {
        throw new TrainingRefusedException(
            "row %d of split %s has no number to predict in %s (%.40s); remove the row"
                .formatted(row, split, name, value));
      }
      return Double.doubleToRawLongBits((number - mean) / deviation);
    }

    @Override
    public int elements(long stored, long ignoreIndex) {
      return 1;
    }

    @Override
    public void write(long stored, ElementType type, ByteBuffer into) {
      RealNumbers.put(Double.longBitsToDouble(stored), type, into);
    }
  }
}
