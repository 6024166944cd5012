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
  private final Set<Block.Key> changed = new LinkedHashSet<>();
  private final Map<Long, Long> added = new HashMap<>();

  Fold(FreshPoints points) {
    this.points = points;
  }

  /// The blocks that `lay` may change.
  Set<Block.Key> touched() {
    Set<Block.Key> keys = new HashSet<>();
    points.forEachSeries((seriesId, fresh) ->
        fresh
            .keySet()
            .forEach(step ->
                Level.ALL.forEach(
                    level -> keys.add(Block.Key.of(seriesId, level, level.index(step))))));
    return keys;
  }

  /// Lays the points into the blocks that were there.
  void lay(Collection<Block> existing) {
    existing.forEach(block -> blocks.put(block.key(), block));
    points.forEachSeries((seriesId, fresh) -> {
      List<Long> indexes = layPoints(seriesId, fresh.values());
      for (Level level : Level.ALL.subList(1, Level.ALL.size())) {
        indexes = rollUp(seriesId, level, indexes);
      }
    });
  }

  /// What has to be stored.
  List<Block> changed() {
    return changed.stream().map(blocks::get).toList();
  }

  /// How many points were not there before, for each series.
  Map<Long, Long> added() {
    return added;
  }

  /// @return the optimizer steps that changed
  private List<Long> layPoints(long seriesId, Collection<Point> fresh) {
    List<Long> steps = new ArrayList<>(fresh.size());
    for (Point point : fresh) {
      long step = point.optimizerStep();
      Entry old = block(Block.Key.of(seriesId, Level.POINTS, step)).get(step);
      if (old == null) {
        added.merge(seriesId, 1L, Long::sum);
      }
      if (!(old instanceof Point known && known.saysTheSame(point))) {
        put(seriesId, Level.POINTS, step, point, point.sequence());
        steps.add(step);
      }
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
        Block children = block(Block.Key.of(seriesId, level.below(), child));
        put(seriesId, level, index, sum(children, index), children.sequence());
      }
    }
    return indexes;
  }

  private static Bucket sum(Block children, long index) {
    Bucket sum = null;
    for (long child = index * Level.FACTOR; child < (index + 1) * Level.FACTOR; child++) {
      sum = then(sum, children.get(child));
    }
    if (sum == null) {
      throw new IllegalStateException("entry " + index + " has nothing below it");
    }
    return sum;
  }

  private static @Nullable Bucket then(@Nullable Bucket sum, @Nullable Entry next) {
    if (next == null) {
      return sum;
    }
    return sum == null ? next.bucket() : sum.then(next.bucket());
  }

  private void put(long seriesId, Level level, long index, Entry entry, long sequence) {
    Block.Key key = Block.Key.of(seriesId, level, index);
    block(key).set(index, entry, sequence);
    changed.add(key);
  }

  private Block block(Block.Key key) {
    return blocks.computeIfAbsent(key, Block::new);
  }
}
