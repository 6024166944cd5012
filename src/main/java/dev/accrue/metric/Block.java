package dev.accrue.metric;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Up to 256 entries that follow each other, each in the place of its index.
final class Block {

  static final int ENTRIES = 256;

  private static final int INDEX_BITS = 8;

  private final Key key;
  private final @Nullable Entry[] entries = new Entry[ENTRIES];
  private long sequence;

  /// Which block of which series.
  record Key(long seriesId, Level level, long block) {

    /// The block that holds the entry.
    static Key of(long seriesId, Level level, long index) {
      return new Key(seriesId, level, number(index));
    }

    /// Whether that is where an entry of this level belongs.
    boolean holds(long ofSeries, long index) {
      return seriesId == ofSeries && block == number(index);
    }
  }

  Block(Key key) {
    this.key = key;
  }

  static Block read(Key key, long sequence, byte[] bytes) {
    Block block = new Block(key);
    block.sequence = sequence;
    for (ByteBuffer from = ByteBuffer.wrap(bytes); from.hasRemaining(); ) {
      Entry entry = key.level().read(from);
      block.entries[place(key.level().index(entry.optimizerStep()))] = entry;
    }
    return block;
  }

  /// The block that holds the entry.
  static long number(long index) {
    return index >> INDEX_BITS;
  }

  private static int place(long index) {
    return (int) (index & (ENTRIES - 1));
  }

  Key key() {
    return key;
  }

  /// The newest batch that changed something in it.
  long sequence() {
    return sequence;
  }

  @Nullable Entry get(long index) {
    return entries[place(index)];
  }

  void set(long index, Entry entry, long changedBy) {
    entries[place(index)] = entry;
    sequence = Math.max(sequence, changedBy);
  }

  /// Gives those that are there between two indexes, both included, in order.
  void forEach(long first, long last, Consumer<Entry> consumer) {
    long begin = key.block() << INDEX_BITS;
    int from = (int) Math.max(0, first - begin);
    int to = (int) Math.min(ENTRIES - 1L, last - begin);
    for (int place = from; place <= to; place++) {
      Entry entry = entries[place];
      if (entry != null) {
        consumer.accept(entry);
      }
    }
  }

  /// Those that are there, in order.
  Stream<Entry> entries() {
    return Arrays.stream(entries).filter(Objects::nonNull);
  }

  /// The entries of a block of points, in order.
  Stream<Point> points() {
    return entries().map(Point.class::cast);
  }

  byte[] bytes() {
    int count = (int) entries().count();
    ByteBuffer to = ByteBuffer.allocate(count * key.level().entryBytes());
    entries().forEach(entry -> entry.write(to));
    return to.array();
  }
}
