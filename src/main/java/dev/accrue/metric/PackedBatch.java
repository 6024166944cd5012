package dev.accrue.metric;

import static java.util.Objects.requireNonNull;

import dev.accrue.api.worker.SeriesPoints;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;

/// A batch as `point_batch` keeps it.
final class PackedBatch {

  private static final int HEADER_BYTES = Long.BYTES + Integer.BYTES;
  private static final int POINT_BYTES = Point.BYTES - Long.BYTES;

  private final long sequence;
  private final byte[] payload;

  PackedBatch(long sequence, byte[] payload) {
    this.sequence = sequence;
    this.payload = payload;
  }

  /// Takes a point of a series.
  interface Visitor {
    void point(long seriesId, Point point);
  }

  static PackedBatch of(long sequence, Map<String, Long> ids, List<SeriesPoints> series) {
    int points = series.stream().mapToInt(it -> it.optimizerSteps().size()).sum();
    ByteBuffer to = ByteBuffer.allocate(series.size() * HEADER_BYTES + points * POINT_BYTES);
    for (SeriesPoints each : series) {
      to.putLong(requireNonNull(ids.get(each.name()))).putInt(each.optimizerSteps().size());
      for (int i = 0; i < each.optimizerSteps().size(); i++) {
        to.putLong(each.optimizerSteps().get(i)).putDouble(each.values().get(i));
        to.putLong(each.samplesSeen().get(i)).putLong(each.atMillis().get(i));
      }
    }
    return new PackedBatch(sequence, to.array());
  }

  /// Of the attempt's batches.
  long sequence() {
    return sequence;
  }

  byte[] payload() {
    return payload;
  }

  void forEach(Visitor visitor) {
    forEach(id -> true, visitor);
  }

  void forEach(Set<Long> seriesIds, Visitor visitor) {
    forEach(seriesIds::contains, visitor);
  }

  private void forEach(LongPredicate wanted, Visitor visitor) {
    for (ByteBuffer from = ByteBuffer.wrap(payload); from.hasRemaining(); ) {
      long seriesId = from.getLong();
      int points = from.getInt();
      if (!wanted.test(seriesId)) {
        from.position(from.position() + points * POINT_BYTES);
        continue;
      }
      for (int i = 0; i < points; i++) {
        visitor.point(
            seriesId,
            new Point(from.getLong(), from.getDouble(), from.getLong(), from.getLong(), sequence));
      }
    }
  }
}
