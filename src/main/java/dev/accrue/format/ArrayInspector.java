package dev.accrue.format;

import dev.accrue.format.DatasetInspection.Kind;
import dev.accrue.format.DatasetInspection.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks at arrays of numbers.
final class ArrayInspector {

  private static final int SHOWN_ELEMENTS = 16;

  private final Limits limits;

  ArrayInspector(Limits limits) {
    this.limits = limits;
  }

  /// @param arrays by name; the first one's samples are counted
  DatasetInspection inspect(Format format, Map<String, NumericArray> arrays) {
    List<Part> parts = new ArrayList<>();
    arrays.forEach((name, array) -> parts.add(part(name, array)));
    List<Long> shape = parts.getFirst().shape();
    return new DatasetInspection(
        format,
        shape.getFirst(),
        shape.subList(1, shape.size()),
        parts,
        preview(List.copyOf(arrays.values())));
  }

  private Part part(String name, NumericArray array) {
    long elements = array.samples() * array.elementsPerSample();
    boolean countable = array.kind().isInteger() && array.elementsPerSample() == 1;
    Moments moments = new Moments();
    Tally tally = new Tally(countable ? limits.categories() : 0);
    for (long place = 0; place < elements; place++) {
      double value = array.value(place);
      moments.add(value);
      tally.add(countable && tally.isSmall() ? Long.toString((long) value) : "");
    }
    return new Part(
        name,
        Kind.NUMBER,
        array.kind().name(),
        array.shape(),
        moments.present(),
        moments.missing(),
        moments.min(),
        moments.max(),
        moments.mean(),
        tally.counts());
  }

  private List<List<@Nullable String>> preview(List<NumericArray> arrays) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    int samples = arrays.stream().mapToInt(NumericArray::samples).max().orElse(0);
    for (int sample = 0; sample < Math.min(samples, limits.previewRows()); sample++) {
      List<@Nullable String> row = new ArrayList<>();
      for (NumericArray array : arrays) {
        row.add(sample < array.samples() ? shown(array, sample) : null);
      }
      rows.add(row);
    }
    return rows;
  }

  private static String shown(NumericArray array, int sample) {
    long from = sample * array.elementsPerSample();
    long count = Math.min(SHOWN_ELEMENTS, array.elementsPerSample());
    StringBuilder shown = new StringBuilder();
    for (long place = from; place < from + count; place++) {
      double value = array.value(place);
      shown.append(shown.isEmpty() ? "" : " ");
      shown.append(
          array.kind().isInteger() ? Long.toString((long) value) : Float.toString((float) value));
    }
    return count < array.elementsPerSample() ? shown.append(" …").toString() : shown.toString();
  }
}
