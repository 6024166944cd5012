package dev.accrue.metric;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Reads curves from the coarsest level that still has as many entries as are wanted, so that the
/// work does not grow with the length of a curve.
@Component
class CurveEntries {

  /// Read by one query; more are read one query after the other.
  private static final long BLOCKS_AT_ONCE = 1_000;

  private final CurveStore store;
  private final BlockStore blocks;

  CurveEntries(CurveStore store, BlockStore blocks) {
    this.store = store;
    this.blocks = blocks;
  }

  /// A stretch and what it is read from.
  private record Part(Stretch stretch, List<Cover.Part> cover, List<Bucket> buckets) {

    static Part of(Stretch stretch, Level level) {
      return new Part(stretch, Cover.of(stretch.first(), stretch.last(), level), new ArrayList<>());
    }

    List<BlockStore.Range> ranges() {
      return cover.stream().map(it -> it.blocks(stretch.seriesId())).toList();
    }

    void take(Block block) {
      for (Cover.Part part : cover) {
        if (part.level().equals(block.key().level())) {
          block.forEach(part.firstIndex(), part.lastIndex(), entry -> buckets.add(entry.bucket()));
        }
      }
    }

    /// Adds the points that came after those in blocks.
    void finish(FreshPoints pending) {
      buckets.sort(Comparator.comparingLong(Bucket::optimizerStep));
      long newest = buckets.isEmpty() ? -1 : buckets.getLast().optimizerStep();
      pending.after(stretch.seriesId(), newest).forEach(point -> buckets.add(point.bucket()));
    }
  }

  /// For each curve its points, rolled up where there are many more than `wanted`, in order.
  List<List<Bucket>> read(List<Curve> curves, int wanted) {
    FreshPoints pending =
        store.findPending(curves.stream().flatMap(it -> it.stretches().stream()).toList());
    Map<Long, Part> parts = new HashMap<>();
    for (Curve curve : curves) {
      Level level = curve.level(wanted);
      curve.stretches().forEach(it -> parts.put(it.seriesId(), Part.of(it, level)));
    }
    readBlocks(parts);
    parts.values().forEach(part -> part.finish(pending));
    return curves.stream().map(curve -> buckets(curve, parts)).toList();
  }

  private static List<Bucket> buckets(Curve curve, Map<Long, Part> parts) {
    return curve.stretches().stream()
        .flatMap(it -> requireNonNull(parts.get(it.seriesId())).buckets().stream())
        .toList();
  }

  private void readBlocks(Map<Long, Part> parts) {
    List<BlockStore.Range> ranges = new ArrayList<>();
    long count = 0;
    for (Part part : parts.values()) {
      List<BlockStore.Range> more = part.ranges();
      ranges.addAll(more);
      count += more.stream().mapToLong(BlockStore.Range::count).sum();
      if (count >= BLOCKS_AT_ONCE) {
        readBlocks(ranges, parts);
        ranges.clear();
        count = 0;
      }
    }
    readBlocks(ranges, parts);
  }

  private void readBlocks(List<BlockStore.Range> ranges, Map<Long, Part> parts) {
    // Two parts of a cover may lie in one block.
    Set<Block.Key> seen = new HashSet<>();
    blocks.find(
        ranges,
        block -> {
          if (seen.add(block.key())) {
            requireNonNull(parts.get(block.key().seriesId())).take(block);
          }
        });
  }
}
