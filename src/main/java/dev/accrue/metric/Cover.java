package dev.accrue.metric;

import java.util.ArrayList;
import java.util.List;

/// Entries that together hold exactly the points of a stretch: of one level in its middle, and of
/// finer ones towards its ends, where an entry would reach beyond.
final class Cover {

  private Cover() {}

  /// Neighboring entries of a level.
  record Part(Level level, long firstIndex, long lastIndex) {

    BlockStore.Range blocks(long seriesId) {
      return new BlockStore.Range(
          seriesId, level, Block.number(firstIndex), Block.number(lastIndex));
    }
  }

  /// The parts, in no order.
  ///
  /// @param first the first optimizer step
  /// @param last the last optimizer step
  static List<Part> of(long first, long last, Level level) {
    List<Part> parts = new ArrayList<>();
    add(parts, first, last, level);
    return parts;
  }

  private static void add(List<Part> parts, long first, long last, Level level) {
    if (first > last) {
      return;
    }
    if (level.equals(Level.POINTS)) {
      parts.add(new Part(level, first, last));
      return;
    }
    long width = level.widthSteps();
    long firstIndex = Math.ceilDiv(first, width);
    long lastIndex = Math.floorDiv(last + 1, width) - 1;
    if (firstIndex > lastIndex) {
      add(parts, first, last, level.below());
      return;
    }
    parts.add(new Part(level, firstIndex, lastIndex));
    add(parts, first, firstIndex * width - 1, level.below());
    add(parts, (lastIndex + 1) * width, last, level.below());
  }
}
