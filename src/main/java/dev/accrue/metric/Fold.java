package dev.accrue.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lays points into the blocks of all levels. Whatever a point changes above it is made anew from
/// what is below, so that laying a point twice, or another over it, gives what laying it once would
/// have given.
final class Fold {

  private final FreshPoints points;
  private final Map<Block.Key, Block> blocks = new HashMap<>();

  /// By the number of the level. Nearly always the next point lies in the same ones.
  private final @Nullable Block[] recent = new Block[Level.ALL.size()];

  private final Set<Block> changed = new LinkedHashSet<>();
  private final Map<Long, Long> added = new HashMap<>();

  Fold(FreshPoints points) {
    this.points = points;
  }

  /// The blocks that `lay` may change.
  Set<Block.Key> touched() {
    Set<Block.Key> keys = new HashSet<>();
    points.forEachSeries(
        (seriesId, fresh) -> Level.ALL.forEach(level -> addTouched(seriesId, level, fresh, keys)));
    return keys;
  }

  private static void addTouched(
      long seriesId, Level level, List<Point> fresh, Set<Block.Key> keys) {
    long before = -1;
    for (Point point : fresh) {
      long number = Block.number(level.index(point.optimizerStep()));
      if (number != before) {
        keys.add(new Block.Key(seriesId, level, number));
        before = number;
      }
    }
  }

  /// Lays the points into the blocks that were there.
  void lay(Collection<Block> existing) {
    existing.forEach(block -> blocks.put(block.key(), block));
    points.forEachSeries((seriesId, fresh) -> {
      List<Long> indexes = layPoints(seriesId, fresh);
      for (Level level : Level.ALL.subList(1, Level.ALL.size())) {
        indexes = rollUp(seriesId, level, indexes);
      }
    });
  }

  /// What has to be stored.
  List<Block> changed() {
    return List.copyOf(changed);
  }

  /// How many points were not there before, for each series.
  Map<Long, Long> added() {
    return added;
  }

  /// @return the optimizer steps that changed
  private List<Long> layPoints(long seriesId, List<Point> fresh) {
    List<Long> steps = new ArrayList<>(fresh.size());
    long more = 0;
    for (Point point : fresh) {
      long step = point.optimizerStep();
      Entry old = block(seriesId, Level.POINTS, step).get(step);
      more += old == null ? 1 : 0;
      if (!(old instanceof Point known && known.saysTheSame(point))) {
        put(seriesId, Level.POINTS, step, point, point.sequence());
        steps.add(step);
      }
    }
    if (more > 0) {
      added.put(seriesId, more);
    }
    return steps;
  }

  /// Makes the parents of what changed anew.
  ///
  /// @param below indexes in the level below, in order
  /// @return the indexes of this level that changed, in order
  private List<Long> rollUp(long seriesId, Level level, List<Long> below) {
    List<Long> indexes = new ArrayList<>();
    for (long child : below) {
      long index = Level.parent(child);
      if (indexes.isEmpty() || indexes.getLast() != index) {
        indexes.add(index);
        Block children = block(seriesId, level.below(), child);
        put(seriesId, level, index, sum(children, index), children.sequence());
      }
    }
    return indexes;
  }

  private static Bucket sum(Block children, long index) {
    List<Bucket> below = new ArrayList<>(Level.FACTOR);
    children.forEach(
        index * Level.FACTOR, (index + 1) * Level.FACTOR - 1, child -> below.add(child.bucket()));
    if (below.isEmpty()) {
      throw new IllegalStateException("entry " + index + " has nothing below it");
    }
    return Bucket.of(below);
  }

  private void put(long seriesId, Level level, long index, Entry entry, long sequence) {
    Block block = block(seriesId, level, index);
    block.set(index, entry, sequence);
    changed.add(block);
  }

  private Block block(long seriesId, Level level, long index) {
    Block block = recent[level.number()];
    if (block == null || !block.key().holds(seriesId, index)) {
      block = blocks.computeIfAbsent(Block.Key.of(seriesId, level, index), Block::new);
      recent[level.number()] = block;
    }
    return block;
  }
}
